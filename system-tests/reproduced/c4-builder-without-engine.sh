#!/usr/bin/env bash
# Number: C4
# Fault: two builders, one of them with an engine that is gone
# Then: it took 197 of 231 attempts, and 6 of 40 images failed with all attempts by it
# Now: it takes no work, and every image is published
. "$(dirname "$0")/lib.sh"

engine_up second-engine
services_up --builders 2 --engine "builder-2=tcp://localhost:$(<"$WORK/port-second-engine")"
second=$(pid builder-2)
trap 'kill "$second" 2>/dev/null; rm -f "$STACK_HOME/run/builder-2.pid"' EXIT
end second-engine
family reproduced-c4 "$(seq -s ', ' -f '1.0.%g' 0 19)" "RUN simulate-pause-2"
id=$(request reproduced-c4)
expect "the rebuild" succeeded "$(ended "$id" 200)"
expect "published images" 20 "$(rebuild_field "$id" published)"
attempts=$(records build-completed "select(.rebuildId == \"$id\") | .attempts[]" | wc -l)
((attempts <= 24)) || harmful "20 images took $attempts attempts"
if healthy builder-2 ready; then harmful "the builder without an engine says that it is ready"; fi
seen "20 of 20 published in $attempts attempts"
