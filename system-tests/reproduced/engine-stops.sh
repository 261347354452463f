#!/usr/bin/env bash
# Number: Engine
# Fault: the engine stopped (SIGSTOP) for 40 s in the middle of a rebuild
# Then: it held: all images published, none twice
# Now: it still holds
. "$(dirname "$0")/lib.sh"

family reproduced-engine "$(seq -s ', ' -f '1.0.%g' 0 9)" "RUN simulate-pause-1"
id=$(request reproduced-engine)
some_published() { (($(count publish-completed ".rebuildId == \"$id\"") >= 2)); }
await "$SOON" "some are published" some_published
engine=$(<"$WORK/pids/engine")
kill -STOP -- "-$engine"
trap 'kill -CONT -- "-$engine" 2>/dev/null' EXIT
outage 40
kill -CONT -- "-$engine"
expect "the rebuild" succeeded "$(ended "$id" 200)"
expect "published images" 10 "$(rebuild_field "$id" published)"
expect "images with two publications" 0 "$(records publish-completed "select(.rebuildId == \"$id\") | [.candidate.image, .eventId]" | sort -u | jq -r '.[0]' | sort | uniq -d | wc -l)"
newest=$(records publish-completed "select(.rebuildId == \"$id\" and .candidate.image == \"reproduced-engine/1.0.9/bookworm\") | .digest" | jq -r . | tail -n 1)
for tag in 1.0.9 1.0 1 latest; do expect "tag $tag" "$newest" "$(digest reproduced-engine "$tag")"; done
await 30 "all services are healthy" all_healthy
seen "10 of 10 published, none twice, no tag wrong"
