#!/usr/bin/env bash
# Number: Ports
# Fault: two `up` of different homes at once
# Then: both chose Kafka port 9092, and one died with a stack trace
# Now: each has its own ports, and both brokers start
# Stack: own
. "$(dirname "$0")/lib.sh"

surroundings
ups=()
down_both() {
  local each
  for each in "${ups[@]}"; do kill -TERM -- "-$each" 2>/dev/null || true; done
  for each in one two; do STACK_HOME=$WORK/home-$each stack_down; done
}
trap down_both EXIT
for each in one two; do
  # shellcheck disable=SC2016 # expanded in that shell
  REPRODUCED_HOME=$WORK/home-$each setsid bash -c '. "$0"; services_up --catalog "$CATALOG_DIR"' "$HERE/lib.sh" &
  ups+=($!)
done
for each in one two; do
  await 150 "broker and database of home $each" test "$WORK/home-$each/local-stack/local-stack.env" -nt "$WORK/home-$each/run/local-stack.pid"
done
one=$(STACK_HOME=$WORK/home-one port kafka) two=$(STACK_HOME=$WORK/home-two port kafka)
expect_other "the second home's Kafka port" "$one" "$two"
expect_other "the second home's PostgreSQL port" "$(STACK_HOME=$WORK/home-one port postgres)" "$(STACK_HOME=$WORK/home-two port postgres)"
seen "Kafka at $one and $two; both brokers and databases started"
