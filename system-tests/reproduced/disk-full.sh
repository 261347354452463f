#!/usr/bin/env bash
# Number: Disk
# Fault: the disk of the home full for 20 s in the middle of a rebuild, then freed, then `up`
# Then: broker and database ended and did not come back; after `up` one healthy image had failed as interrupted
# Now: after `up` the rebuild ends, every image published
# Stack: own
export REPRODUCED_HOME=${REPRODUCED_WORK:?}/home-disk
. "$(dirname "$0")/lib.sh"

((EUID == 0)) || unable "only root can mount a small disk"
surroundings
mkdir -p "$STACK_HOME"
mountpoint -q "$STACK_HOME" || mount -t tmpfs -o size=1300m tmpfs "$STACK_HOME" || unable "no tmpfs can be mounted here"
free_disk() { rm -f "$STACK_HOME/filler"; stack_down; umount "$STACK_HOME"; }
trap free_disk EXIT
services_up --catalog "$CATALOG_DIR" || harmful "the stack did not start: $(tail -n 1 "$WORK/up.log")"
family reproduced-disk "$(seq -s ', ' -f '1.0.%g' 0 11)" "RUN simulate-pause-1"
id=$(request reproduced-disk)
some_published() { (($(count publish-completed ".rebuildId == \"$id\"") >= 2)); }
await "$SOON" "some are published" some_published
dd if=/dev/zero of="$STACK_HOME/filler" bs=1M status=none 2>/dev/null || true
broker=$(pid local-stack)
deadline=$((SECONDS + 20))
while ((SECONDS < deadline)) && ! gone "$broker"; do sleep 0.5; done
ended_by_itself=$(gone "$broker" && echo "the broker ended" || echo "the broker did not end")
watch $((deadline - SECONDS)) "it published without a disk" false
rm "$STACK_HOME/filler"
services_up || harmful "up does not bring it back: $(tail -n 1 "$WORK/up.log")"
state=$(ended "$id" 200)
expect "failed images" 0 "$(rebuild_field "$id" failed | sed 's/^$/0/')"
expect "the rebuild" succeeded "$state"
expect "published images" 12 "$(rebuild_field "$id" published)"
seen "$ended_by_itself; after up 12 of 12 published"
