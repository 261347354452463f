#!/usr/bin/env bash
# Number: 5
# Fault: a blob of the evidence in staging whose body stops after 10 bytes
# Then: the publisher waited for ever, held the repository's lock, and other publications waited behind it
# Now: it gives up after a while, asks again, and publishes
. "$(dirname "$0")/lib.sh"

family reproduced-p5 1.0.0 "RUN true" "RUN simulate-pause-5"
family reproduced-p5-other 1.0.0
id=$(request reproduced-p5)
await "$SOON" "it is built" count_above 0 build-completed ".rebuildId == \"$id\""
met=$(followed staging reproduced-p5/blobs)
# The image itself is read first: its configuration and its one layer.
rules staging "GET /v2/reproduced-p5/blobs/ skip=2 times=1 stall=10"
stalled() { (($(followed staging reproduced-p5/blobs) > met)); }
await "$SOON" "a blob stalls" stalled
expect "a publication of another repository meanwhile" succeeded "$(other=$(request reproduced-p5-other) && ended "$other")"
begun=$SECONDS
expect "the rebuild" succeeded "$(ended "$id" 200)"
for tag in 1.0.0 1 1.0 latest; do expect_other "tag $tag" "" "$(digest reproduced-p5 "$tag")"; done
seen "published although one stalled ($((SECONDS - begun)) s after another repository's image)"
