#!/usr/bin/env bash
# Number: 1
# Fault: an older rebuild whose test ends after that of a newer, urgent one
# Then: all tags went back to the older image, announced as a success
# Now: the tags stay with the newer one, and the older one ends as superseded
. "$(dirname "$0")/lib.sh"

family reproduced-p1 1.0.0 "RUN true" "RUN simulate-pause-25"
old=$(request reproduced-p1 background)
await "$SOON" "the older one is built" count_above 0 build-completed ".rebuildId == \"$old\""
family reproduced-p1 1.0.0 "RUN echo fixed" "RUN true"
new=$(request reproduced-p1 security)
expect "the newer rebuild" succeeded "$(ended "$new")"
fixed=$(digest reproduced-p1 1.0.0)
is_ended "$old" && unable "the older test had ended before the newer rebuild: the machine was too slow"
state=$(ended "$old")
for tag in 1.0.0 1 1.0 latest; do expect "tag $tag" "$fixed" "$(digest reproduced-p1 "$tag")"; done
expect "the older rebuild" superseded "$state"
seen "the older one ended as $state; 4 of 4 tags are the newer image's"
