#!/usr/bin/env bash
# Number: H8
# Fault: two senders that both give their request the id 77
# Then: the second request vanished without a word
# Now: both rebuilds run
. "$(dirname "$0")/lib.sh"

for source in a b; do
  send_event rebuild-requested "{\"type\":\"rebuild-selected\",\"select\":\"reproduced-first/*/*\",\"reason\":\"h8-$source\"}" "" \
    ce_id=77 "ce_source=/$source" ce_type=dev.imprimatur.rebuild-requested.v1 ce_specversion=1.0
done
await "$SOON" "two rebuilds end" sql_is 2 "select count(*) from renderer.rebuild where request like '%h8-%' and state = 'COMPLETED'"
seen "two rebuilds, both ended"
