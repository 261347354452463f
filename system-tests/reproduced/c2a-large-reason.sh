#!/usr/bin/env bash
# Number: C2 (a)
# Fault: a reason of 1,200,000 letters by REST
# Then: taken; the outbox tried it each 2 s for ever, and sent what came after it 13 times in 30 s
# Now: it is refused, and what is asked for after it comes once
. "$(dirname "$0")/lib.sh"

python3 -c 'import json; print(json.dumps({"type": "rebuild-all", "reason": "a" * 1200000}))' >"$WORK/big.json"
code=$(curl -s -o "$WORK/answer" -w '%{http_code}' -H 'Content-Type: application/json' -H "$(authorization)" -d "@$WORK/big.json" "$(console)/api/rebuilds")
[[ $code == 4?? ]] || harmful "the request was answered with $code"
id=$(request reproduced-first)
expect "the request behind it" succeeded "$(ended "$id")"
watch 7 "the request behind it is in Kafka again and again" count_above 1 rebuild-requested ".rebuildId == \"$id\""
all_healthy || harmful "a service is not healthy"
seen "refused with $code; the request behind it is in Kafka once and succeeded"
