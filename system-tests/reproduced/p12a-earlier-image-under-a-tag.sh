#!/usr/bin/env bash
# Number: 12 (a)
# Fault: the registry's tag 1 pointed back to an earlier, approved image by hand
# Then: verify said yes
# Now: verify says no
. "$(dirname "$0")/lib.sh"

family reproduced-p12 1.0.0
build reproduced-p12
build reproduced-p12
now=$(digest reproduced-p12 1)
reference=localhost:$(<"$WORK/outer-production")/reproduced-p12:1
imprimatur verify "$reference" || harmful "verify refuses the image that the tag rightly names"
set_tag reproduced-p12 1 1.0.0-r1
expect_other "the tag that was set by hand" "$now" "$(digest reproduced-p12 1)"
if imprimatur verify "$reference" >"$WORK/verify" 2>&1; then harmful "verify accepts the earlier image under the tag"; fi
set_tag reproduced-p12 1 "$now"
seen "$(tail -n 1 "$WORK/verify" | cut -c1-160)"
