#!/usr/bin/env bash
# Number: H4
# Fault: a folder of one family that the renderer may not read
# Then: every rebuild, of other families too, failed again and again, without an end or a word
# Now: other families are rebuilt, and the rebuild of this one ends as failed, with a reason
. "$(dirname "$0")/lib.sh"

command -v setpriv >/dev/null || unable "setpriv is missing (Debian: util-linux)"
family reproduced-h4 1.0.0 "COPY files /files" "RUN true" '{image: "debian:{variant}"}' "context: files"
mkdir -p "$CATALOG_DIR/reproduced-h4/files/closed"
echo 1 >"$CATALOG_DIR/reproduced-h4/files/closed/file"
build reproduced-first
chmod 000 "$CATALOG_DIR/reproduced-h4/files/closed"
# Root reads everything unless it gives that right away.
# shellcheck disable=SC2034,SC2054 # lib.sh uses it; the commas are setpriv's
if ((EUID == 0)); then UNDER=(setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -dac_override,-dac_read_search); fi
restart renderer
UNDER=()
other=$(request reproduced-first)
state=$(ended "$other" 180)
this=$(request reproduced-h4)
own=$(ended "$this" 180)
why=$(rebuild_field "$this" failure.message)
[[ -n $why ]] || why=$(rebuild_field "$this" 'images[0].failure.message')
chmod 755 "$CATALOG_DIR/reproduced-h4/files/closed"
restart renderer
expect "the rebuild of this family" failed "$own"
[[ -n $why ]] || harmful "why it failed is not told"
expect "the rebuild of another family" succeeded "$state"
seen "the other family's succeeded; this one's failed: ${why:0:110}"
