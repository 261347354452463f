#!/usr/bin/env bash
# Number: 4
# Fault: a rollback that has to wait (429) while a higher version takes two of its tags
# Then: its next attempt took both tags back
# Now: the tags stay with the higher version
. "$(dirname "$0")/lib.sh"

family reproduced-p4 1.0.0
build reproduced-p4
build reproduced-p4
rules production "PUT /v2/reproduced-p4/manifests/1$ times=1 status=429 retry-after=20"
met=$(followed production reproduced-p4/manifests/1)
back=$(rollback reproduced-p4:1.0.0)
held() { (($(followed production reproduced-p4/manifests/1) > met)); }
await "$SOON" "the rollback is told to wait" held
family reproduced-p4 "1.0.0, 1.1.0"
id=$(post /api/rebuilds '{"select":"reproduced-p4/1.1.0/*","reason":"reproduced"}' | jq -r .id)
expect "the higher version" succeeded "$(ended "$id")"
higher=$(digest reproduced-p4 1.1.0)
await "$SOON" "the rollback ends" rollback_ended "$back"
for tag in 1.1.0 1.1 1 latest; do expect "tag $tag after the rollback" "$higher" "$(digest reproduced-p4 "$tag")"; done
seen "the rollback ended as $(rollback_field "$back" state); 1 and latest are 1.1.0's"
