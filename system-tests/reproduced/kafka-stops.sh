#!/usr/bin/env bash
# Number: Kafka
# Fault: the broker stopped (SIGSTOP) for 40 s, or as long as REPRODUCED_OUTAGE says, in the middle of a rebuild
# Then: it held: all images published, one outcome, all services live
# Now: it still holds
. "$(dirname "$0")/lib.sh"

family reproduced-kafka "$(seq -s ', ' -f '1.0.%g' 0 9)" "RUN simulate-pause-1"
id=$(request reproduced-kafka)
some_published() { (($(count publish-completed ".rebuildId == \"$id\"") >= 2)); }
await "$SOON" "some are published" some_published
broker=$(pid local-stack)
kill -STOP "$broker"
trap 'kill -CONT "$broker" 2>/dev/null' EXIT
outage "${REPRODUCED_OUTAGE:-40}"
kill -CONT "$broker"
expect "the rebuild" succeeded "$(ended "$id" 200)"
expect "published images" 10 "$(rebuild_field "$id" published)"
await 20 "the outcome in Kafka" count_above 0 rebuild-completed ".rebuildId == \"$id\""
expect "outcomes" 1 "$(records rebuild-completed "select(.rebuildId == \"$id\") | .eventId" | sort -u | wc -l)"
expect "images with two publications" 0 "$(records publish-completed "select(.rebuildId == \"$id\") | [.candidate.image, .eventId]" | sort -u | jq -r '.[0]' | sort | uniq -d | wc -l)"
newest=$(records publish-completed "select(.rebuildId == \"$id\" and .candidate.image == \"reproduced-kafka/1.0.9/bookworm\") | .digest" | jq -r . | tail -n 1)
for tag in 1.0.9 1.0 1 latest; do expect "tag $tag" "$newest" "$(digest reproduced-kafka "$tag")"; done
await 30 "all services are healthy" all_healthy
seen "10 of 10 published, one outcome, no tag wrong, all services healthy"
