#!/usr/bin/env bash
# Number: H4
# Fault: a folder of one family that the renderer may not read
# Then: every rebuild, of other families too, failed again and again, without an end or a word
# Now: a rebuild ends at once as failed and names the folder; once that can be read, the next one succeeds
. "$(dirname "$0")/lib.sh"

command -v setpriv >/dev/null || unable "setpriv is missing (Debian: util-linux)"
family reproduced-h4 1.0.0 "COPY files /files" "RUN true" '{image: "debian:{variant}"}' "context: files"
mkdir -p "$CATALOG_DIR/reproduced-h4/files/closed"
echo 1 >"$CATALOG_DIR/reproduced-h4/files/closed/file"
trap 'chmod 755 "$CATALOG_DIR/reproduced-h4/files/closed"' EXIT
chmod 000 "$CATALOG_DIR/reproduced-h4/files/closed"
# Root reads everything unless it gives that right away.
# shellcheck disable=SC2034,SC2054 # lib.sh uses it; the commas are setpriv's
if ((EUID == 0)); then UNDER=(setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -dac_override,-dac_read_search); fi
restart renderer
UNDER=()
id=$(request reproduced-first)
state=$(ended "$id" 180)
kind=$(rebuild_field "$id" failure.kind)
why=$(rebuild_field "$id" failure.message)
chmod 755 "$CATALOG_DIR/reproduced-h4/files/closed"
restart renderer
expect "the rebuild" failed "$state"
[[ $why == *reproduced-h4/files/closed* ]] || harmful "the folder is not named: $why"
build reproduced-first
seen "failed as $kind, naming the folder; the next one succeeded"
