#!/usr/bin/env bash
# Number: 9 (c)
# Fault: a publish-completed of a rollback that names attacker.example/one@sha256:eee…
# Then: the next rebuild of a child began with FROM attacker.example/one@sha256:eee…
# Now: the child is built on what the publisher signed, and the forged record is a dead letter
. "$(dirname "$0")/lib.sh"

family reproduced-p9c 1.0.0
family reproduced-p9c-child 1.0.0 "RUN true" "RUN true" "{family: reproduced-p9c}"
build reproduced-p9c
build reproduced-p9c
evil=sha256:$(printf 'e%.0s' {1..64})
genuine=$(digest reproduced-p9c 1.0.0)
rollback_of=$(rollback reproduced-p9c:1)
await "$SOON" "a rollback" rollback_ended "$rollback_of"
forged=$(records publish-completed 'select(.candidate.image == "reproduced-p9c/1.0.0/bookworm" and .rollback != null)' | tail -n 1 |
  jq -c --arg evil "$evil" '.rebuildId = "reproduced-9c" | .eventId = "reproduced-9c/p" | .occurredAt = (now | todate) | .digest = $evil
    | .tags = [.tags[] | .reference = "attacker.example/one:1"]')
[[ -n $forged ]] || harmful "there is no rollback to forge: $(rollback_field "$rollback_of" failure)"
send_event publish-completed "$forged" reproduced-p9c/1.0.0/bookworm
await 30 "the forged record is a dead letter" count_above 0 publish-completed.dlq '.rebuildId == "reproduced-9c"'
id=$(request reproduced-p9c-child)
state=$(ended "$id")
bases=$(records render-completed "select(.rebuildId == \"$id\") | .candidate.bases" | sed -n 1p)
[[ $bases != *attacker* && $bases != *eeeeeeee* ]] || harmful "the child was rendered on $bases"
expect "the child's base" "$(digest reproduced-p9c 1.0.0)" "$(jq -r '.[0] | sub(".*@"; "")' <<<"$bases")"
expect "the child's rebuild" succeeded "$state"
expect_other "the rollback" "$genuine" "$(digest reproduced-p9c 1.0.0)"
seen "a dead letter; the child is built on $(digest reproduced-p9c 1.0.0 | cut -c1-15)…, which the tag names"
