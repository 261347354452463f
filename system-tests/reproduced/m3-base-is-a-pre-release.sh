#!/usr/bin/env bash
# Number: M3
# Fault: a base without a version, whose newest release is a pre-release
# Then: children were built on 26.0.0-rc.1
# Now: they are built on 25.0.1
. "$(dirname "$0")/lib.sh"

family reproduced-m3 "25.0.1, 26.0.0-rc.1"
build reproduced-m3
family reproduced-m3-child 1.0.0 "RUN true" "RUN true" "{family: reproduced-m3}"
id=$(request reproduced-m3-child)
expect "the child" succeeded "$(ended "$id")"
base=$(records render-completed "select(.rebuildId == \"$id\") | .candidate.bases[0]" | jq -r 'sub(".*@"; "")')
expect_other "the child's base" "$(digest reproduced-m3 26.0.0-rc.1)" "$base"
expect "the child's base" "$(digest reproduced-m3 25.0.1)" "$base"
seen "the child is built on 25.0.1"
