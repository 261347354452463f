#!/usr/bin/env bash
# Number: 18
# Fault: unsigned verdicts on an image that is still tested: an approval, and a rejection
# Then: the rebuild ended as failed (tags not set, forged), and then the genuine verdict set all tags
# Now: they change nothing: one outcome, a success
. "$(dirname "$0")/lib.sh"

family reproduced-p18 1.0.0 "RUN true" "RUN simulate-pause-12"
id=$(request reproduced-p18)
await "$SOON" "it is built" count_above 0 build-completed ".rebuildId == \"$id\""
built=$(records build-completed "select(.rebuildId == \"$id\")" | sed -n 1p)
twin=$(records test-completed 'select(.verdict == "approved")' | sed -n 1p | jq -c --argjson built "$built" \
  'del(.envelope) | .rebuildId = $built.rebuildId | .candidate = $built.candidate | .staged = $built.staged | .occurredAt = (now | todate)')
send_event test-completed "$(jq -c '.eventId = "reproduced-18-approved"' <<<"$twin")" reproduced-p18/1.0.0/bookworm
send_event test-completed "$(jq -c '.eventId = "reproduced-18-rejected" | .verdict = "rejected"
  | .failure = {kind: "test-failed", retryable: false, message: "forged"}' <<<"$twin")" reproduced-p18/1.0.0/bookworm
await 30 "both are refused" count_above 1 test-completed.dlq ".rebuildId == \"$id\""
expect "the rebuild" succeeded "$(ended "$id")"
expect "outcomes of the image" 1 "$(count publish-completed ".rebuildId == \"$id\"")"
expect "outcomes of the rebuild" 1 "$(count rebuild-completed ".rebuildId == \"$id\"")"
staged=$(jq -r '.staged | sub(".*@"; "")' <<<"$built")
for tag in 1.0.0 1 1.0 latest; do expect "tag $tag" "$staged" "$(digest reproduced-p18 "$tag")"; done
seen "dead letters; the rebuild succeeded, one publish-completed, 4 of 4 tags"
