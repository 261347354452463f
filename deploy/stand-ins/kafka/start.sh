#!/bin/sh
# As the official image does it: KAFKA_SOME_KEY is the broker's some.key.
set -eu
properties=/opt/kafka/config/server.properties
env | sed -n 's/^KAFKA_\([A-Z_]*\)=/\1 /p' | while read -r key value; do
  case $key in HEAP_OPTS | OPTS) continue ;; esac
  printf '%s=%s\n' "$(printf '%s' "$key" | tr 'A-Z_' 'a-z.')" "$value"
done >"$properties"
# shellcheck disable=SC2086 # these are options
run() { java ${KAFKA_HEAP_OPTS:--Xmx512m} -XX:+UseSerialGC -cp '/opt/kafka/libs/*' "$@"; }
run kafka.tools.StorageTool format --ignore-formatted --cluster-id "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" --config "$properties"
# shellcheck disable=SC2086
exec java ${KAFKA_HEAP_OPTS:--Xmx512m} -XX:+UseSerialGC -cp '/opt/kafka/libs/*' kafka.Kafka "$properties"
