#!/usr/bin/env bash
# Number: 22
# Fault: a rollback to a revision that the registry has lost
# Then: the rollback failed, and what kept the tags was blocked
# Now: what keeps the tags is not blocked
. "$(dirname "$0")/lib.sh"

family reproduced-p22 1.0.0
build reproduced-p22
lost=$(digest reproduced-p22 1)
build reproduced-p22
stays=$(digest reproduced-p22 1)
curl -fsS -X DELETE "http://localhost:$(<"$WORK/inner-production")/v2/reproduced-p22/manifests/$lost"
back=$(rollback reproduced-p22:1)
await "$SOON" "the rollback ends" rollback_ended "$back"
expect_other "why it failed" "" "$(rollback_field "$back" failure)"
for tag in 1.0.0 1 1.0 latest; do expect "tag $tag" "$stays" "$(digest reproduced-p22 "$tag")"; done
expect "blocks of what has the tags" 0 "$(curl -sS "$(console)/api/blocks" | jq "[.[] | select(.digest == \"$stays\")] | length")"
build reproduced-p22
seen "the rollback failed ($(rollback_field "$back" failure.kind)), nothing is blocked, the next rebuild was published"
