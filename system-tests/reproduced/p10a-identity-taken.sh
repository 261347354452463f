#!/usr/bin/env bash
# Number: 10 (a)
# Fault: a cancel with the id that the verdict is going to have
# Then: the verdict counted as a duplicate: nothing was published, and the rebuild ran for ever
# Now: the image is published
. "$(dirname "$0")/lib.sh"

family reproduced-p10a 1.0.0 "RUN true" "RUN simulate-pause-6"
id=$(request reproduced-p10a)
await "$SOON" "it is built" count_above 0 build-completed ".rebuildId == \"$id\""
send_event rebuild-cancel-requested "{\"eventId\":\"$id/reproduced-p10a/1.0.0/bookworm/tested\",\"rebuildId\":\"none\"}"
expect "the rebuild" succeeded "$(ended "$id")"
expect "successes that were announced" 1 "$(count publish-completed ".rebuildId == \"$id\"")"
[[ -n $(digest reproduced-p10a 1.0.0) ]] || harmful "there is no tag 1.0.0"
seen "the rebuild succeeded, with one publish-completed"
