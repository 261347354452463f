#!/usr/bin/env bash
# Number: 16
# Fault: a registry that answers 429 with a Retry-After of 999999999 seconds once
# Then: the next try was to be in 2058, with half of the tags set
# Now: it is tried again in five of the publisher's longest pauses (4 s here), and all tags are set
. "$(dirname "$0")/lib.sh"

family reproduced-p16 1.0.0
build reproduced-p16
rules production "PUT /v2/reproduced-p16/manifests/latest$ times=1 status=429 retry-after=999999999"
met=$(followed production reproduced-p16/manifests/latest)
id=$(request reproduced-p16)
begun=$SECONDS
expect "the rebuild" succeeded "$(ended "$id" 180)"
(($(followed production reproduced-p16/manifests/latest) > met)) || unable "the publisher did not meet the 429"
new=$(digest reproduced-p16 1.0.0)
for tag in 1 1.0 latest; do expect "tag $tag" "$new" "$(digest reproduced-p16 "$tag")"; done
seen "published after $((SECONDS - begun)) s, 4 of 4 tags"
