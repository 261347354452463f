#!/usr/bin/env bash
# Number: 9 (a)
# Fault: a publish-completed of a success without revision, and a restart
# Then: the publisher did not start any more
# Now: it starts, and publishes
. "$(dirname "$0")/lib.sh"

family reproduced-p9a 1.0.0
build reproduced-p9a
forged=$(records publish-completed 'select(.candidate.image == "reproduced-p9a/1.0.0/bookworm")' | sed -n 1p |
  jq -c '.rebuildId = "reproduced-9a" | .eventId = "reproduced-9a/p" | del(.revision)')
send_event publish-completed "$forged" reproduced-p9a/1.0.0/bookworm
restart publisher
build reproduced-p9a
seen "it started, and the next rebuild was published"
