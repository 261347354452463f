#!/usr/bin/env bash
# Number: 3 (a)
# Fault: two rollbacks of one image; the first fails on its last tag while the second waits
# Then: the first one's clean-up took back all tags of the second, to a blocked image that verify accepted
# Now: all tags name what the rollback that succeeded says
. "$(dirname "$0")/lib.sh"

family reproduced-p3 1.0.0
build reproduced-p3
build reproduced-p3
bad=$(digest reproduced-p3 1)
rules production "PUT /v2/reproduced-p3/manifests/latest$ times=1 delay=6 status=400"
met=$(followed production reproduced-p3/manifests/latest)
first=$(rollback reproduced-p3:1)
held() { (($(followed production reproduced-p3/manifests/latest) > met)); }
await "$SOON" "the first one's PUT is held" held
second=$(rollback reproduced-p3:1)
await "$SOON" "the first rollback ends" rollback_ended "$first"
await "$SOON" "the second rollback ends" rollback_ended "$second"
states="$(rollback_field "$first" state), $(rollback_field "$second" state)"
told=$bad
for id in "$first" "$second"; do
  if [[ $(rollback_field "$id" failure) == "" ]]; then told=$(rollback_field "$id" digest); fi
done
for tag in 1.0.0 1 1.0 latest; do expect "tag $tag after $states" "$told" "$(digest reproduced-p3 "$tag")"; done
if [[ $told == "$bad" ]]; then expect "blocks of what has the tags" 0 "$(sql "select count(*) from publisher.blocked_digest where digest = '$bad'")"; fi
seen "rollbacks ended as $states; 4 of 4 tags are what was announced"
