#!/bin/bash
# For health checks: whether the broker at --bootstrap-server HOST:PORT takes connections.
[[ ${1:-} == --bootstrap-server && ${2:-} == *:* ]] || exit 2
exec 3<>"/dev/tcp/${2%:*}/${2##*:}"
