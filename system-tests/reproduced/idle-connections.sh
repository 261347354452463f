#!/usr/bin/env bash
# Number: Idle
# Fault: an engine that closes idle connections after 30 s, and work after 35 s
# Then: the tester lost one or two attempts each time
# Now: each build and test is done at the first attempt
. "$(dirname "$0")/lib.sh"

family reproduced-idle "1.0.0, 1.0.1"
build reproduced-idle
outage 36
id=$(request reproduced-idle)
expect "the rebuild" succeeded "$(ended "$id")"
for topic in build-completed test-completed; do
  expect "attempts in $topic" '1 1' "$(records "$topic" "select(.rebuildId == \"$id\") | .attempts | length" | xargs)"
done
seen "2 builds and 2 tests, one attempt each"
