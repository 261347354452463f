#!/usr/bin/env bash
# Number: C3
# Fault: the database stopped (SIGSTOP) for 70 s, or as long as REPRODUCED_OUTAGE says, while requests come
# Then: renderer and console read no channel any more; a request after it was ignored, their health DOWN for good
# Now: both requests run, and every service is healthy again without a restart
. "$(dirname "$0")/lib.sh"

postmaster=$(head -n 1 "$STACK_HOME/local-stack/postgres/data/postmaster.pid")
mapfile -t processes < <(pgrep -P "$postmaster" && echo "$postmaster")
kill -STOP "${processes[@]}"
trap 'kill -CONT "${processes[@]}" 2>/dev/null' EXIT
ask() { send_event rebuild-requested "{\"type\":\"rebuild-selected\",\"select\":\"reproduced-first/*/*\",\"rebuildId\":\"$1\"}"; }
first=c3-first-$$ second=c3-second-$$
ask "$first"
outage "${REPRODUCED_OUTAGE:-70}"
kill -CONT "${processes[@]}"
await "$SOON" "the request that came while the database was away ends" is_ended "$first"
ask "$second"
await 45 "the request that came after it ends" is_ended "$second"
await 30 "all services are healthy" all_healthy
seen "both rebuilds ended ($(rebuild_field "$first" state), $(rebuild_field "$second" state)); all services live and ready"
