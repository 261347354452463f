#!/usr/bin/env bash
# Number: C2 (b)
# Fault: 520 more requests of that size, then events that are too large in the outbox itself
# Then: 30,646 records in 36 s, and the request behind them did not come
# Now: all are refused; what Kafka cannot take is set aside, and what is behind it comes at once
. "$(dirname "$0")/lib.sh"

before=$(records rebuild-requested | wc -l)
python3 - "$(console)" "$(authorization)" >"$WORK/codes" <<'PYTHON'
import http.client, json, sys, urllib.parse
body = json.dumps({"type": "rebuild-all", "reason": "a" * 1200000})
for number in range(520):
    connection = http.client.HTTPConnection(urllib.parse.urlparse(sys.argv[1]).netloc, timeout=30)
    try:
        connection.request("POST", "/api/rebuilds", body, {"Content-Type": "application/json", "Authorization": sys.argv[2].split(": ")[1]})
    except OSError:
        pass  # It is refused before all of it is sent.
    try:
        print(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        print("closed")
    connection.close()
PYTHON
taken=$(grep -c '^2' "$WORK/codes" || true)
expect "requests that were taken" 0 "$taken"
expect "requests that were answered or cut off" 520 "$(wc -l <"$WORK/codes")"
sql "insert into console.outbox (topic, key, headers, payload) select 'rebuild-requested', 'reproduced', '{}', '{\"reason\":\"' || repeat('a', 1200000) || '\"}' from generate_series(1, 5)" >/dev/null
id=$(request reproduced-first)
expect "the request behind them" succeeded "$(ended "$id")"
await 20 "the five are set aside" sql_is 5 "select count(*) from console.outbox_refused where key = 'reproduced'"
expect "what is left in the outbox" 0 "$(sql 'select count(*) from console.outbox')"
expect "records of the request behind them" 1 "$(count rebuild-requested ".rebuildId == \"$id\"")"
after=$(records rebuild-requested | wc -l)
expect "records that came in all" 1 $((after - before))
sql "delete from console.outbox_refused where key = 'reproduced'" >/dev/null
seen "$(grep -c '^4' "$WORK/codes") refused, $(grep -c closed "$WORK/codes" || true) cut off, 5 set aside, 1 record came, that of the request behind them"
