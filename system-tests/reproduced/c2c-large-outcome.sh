#!/usr/bin/env bash
# Number: C2 (c)
# Fault: 280 images that fail with 6 KB of message each
# Then: the rebuild ended in the database, and its rebuild-completed, of 1.96 MB, never came to Kafka
# Now: rebuild-completed comes once, cut, with all counts
. "$(dirname "$0")/lib.sh"

family reproduced-c2c "$(seq -s ', ' -f '1.0.%g' 0 279)" "RUN simulate-permanent-failure simulate-words-6000"
id=$(request reproduced-c2c)
expect "the rebuild" failed "$(ended "$id" 200)"
await 20 "rebuild-completed in Kafka" count_is 1 rebuild-completed ".rebuildId == \"$id\""
bytes=$(records rebuild-completed "select(.rebuildId == \"$id\")" | wc -c)
told=$(records rebuild-completed "select(.rebuildId == \"$id\")" | jq -c '[.truncated, .counts.failed]')
((bytes < 1000000)) || harmful "rebuild-completed has $bytes bytes"
expect "cut, and how many failed" '[true,280]' "$told"
family reproduced-c2c "$(seq -s ', ' -f '1.0.%g' 0 279)" "RUN true"
seen "one rebuild-completed of $bytes bytes, truncated, with 280 failed in its counts"
