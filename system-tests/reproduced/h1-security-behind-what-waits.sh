#!/usr/bin/env bash
# Number: H1
# Fault: manual builds that wait so long that they become as urgent as can be, and then a security rebuild
# Then: the security rebuild began 25th of 25
# Now: it begins before what waits
. "$(dirname "$0")/lib.sh"

family reproduced-h1 "$(seq -s ', ' -f '1.0.%g' 0 15)" "RUN simulate-pause-3"
family reproduced-h1-urgent 1.0.0
many=$(request reproduced-h1)
built() { count build-completed ".rebuildId == \"$many\""; }
some_built() { (($(built) >= 3)); }
await "$SOON" "some are built" some_built
urgent=$(request reproduced-h1-urgent security)
await "$SOON" "the urgent one is built" count_above 0 build-completed ".rebuildId == \"$urgent\""
place=$(built)
((place <= 9)) || harmful "it was built as number $((place + 1)) of 17"
expect "the urgent rebuild" succeeded "$(ended "$urgent")"
post "/api/rebuilds/$many/cancel" '{}' >/dev/null
await "$SOON" "the others are cancelled" is_ended "$many"
seen "built as number $((place + 1)) of 17; it was asked for when 3 were built"
