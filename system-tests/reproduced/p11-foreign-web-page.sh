#!/usr/bin/env bash
# Number: 11
# Fault: requests as a foreign web page can send them: no Content-Type, a foreign Origin and Host
# Then: 202 for rebuilds and rollbacks, 200 for blocks and for reading
# Now: none is answered with success
. "$(dirname "$0")/lib.sh"

before=$(records rebuild-requested | wc -l)
# With a token, as a page that is served by a proxy with a login would have it: it is refused for what it is.
foreign() { curl -s -H "$(authorization)" -o /dev/null -w '%{http_code} ' "$@" -H 'Host: evil.example:8080'; }
codes=$(foreign -X POST -H 'Content-Type:' -H 'Origin: https://evil.example' -d '{"type":"rebuild-all"}' "$(console)/api/rebuilds")
codes+=$(foreign -X POST -H 'Content-Type:' -H 'Origin: https://evil.example' -d '{"reference":"reproduced-first:1"}' "$(console)/api/rollbacks")
codes+=$(foreign "$(console)/api/rebuilds")
codes+=$(foreign -X PUT "http://localhost:$(port publisher)/api/blocks/sha256:$(printf '0%.0s' {1..64})")
for code in $codes; do [[ $code == 4?? ]] || harmful "answered with $codes"; done
# Each of the three alone, with a Host that is right.
for header in 'Content-Type:' 'Content-Type: text/plain'; do
  code=$(curl -s -o /dev/null -w '%{http_code}' -X POST -H "$(authorization)" -H "$header" -d '{"type":"rebuild-all"}' "$(console)/api/rebuilds")
  [[ $code == 4?? ]] || harmful "'$header' was answered with $code"
done
code=$(curl -s -o /dev/null -w '%{http_code}' -X POST -H "$(authorization)" -H 'Content-Type: application/json' -H 'Origin: https://evil.example' -d '{"type":"rebuild-all"}' "$(console)/api/rebuilds")
[[ $code == 4?? ]] || harmful "a foreign Origin was answered with $code"
expect "requests that came" "$before" "$(records rebuild-requested | wc -l)"
seen "$codes(rebuild, rollback, reading, block), and nothing in Kafka"
