#!/usr/bin/env bash
# Number: H6
# Fault: the staging registry away for 45 s, which is more than eight attempts at these pauses
# Then: what waited failed with registry-unreachable after eight attempts each, and was not resumed
# Now: nothing fails: it is waited for, and every image is published
. "$(dirname "$0")/lib.sh"

family reproduced-h6 "$(seq -s ', ' -f '1.0.%g' 0 11)" "RUN simulate-pause-2"
id=$(request reproduced-h6)
some_published() { (($(count publish-completed ".rebuildId == \"$id\"") >= 2)); }
await "$SOON" "some are published" some_published
end registry-staging
trap '[[ -f $WORK/pids/registry-staging ]] || registry_server staging' EXIT
watch 45 "a rebuild ended without its staging registry" is_ended "$id"
before=$(count publish-completed ".rebuildId == \"$id\"")
registry_server staging
expect "the rebuild" succeeded "$(ended "$id" 200)"
expect "published images" 12 "$(rebuild_field "$id" published)"
seen "12 of 12 published, $before of them before it was back"
