#!/usr/bin/env bash
# Number: M5
# Fault: COPY --from=busybox:latest in a template
# Then: planned, built and published with whatever busybox:latest was
# Now: it is a mistake of the catalogue
. "$(dirname "$0")/lib.sh"

CATALOG_DIR=$WORK/catalog-m5
rm -rf "$CATALOG_DIR" && mkdir -p "$CATALOG_DIR"
families_are ""
family reproduced-m5 1.0.0 "COPY --from=busybox:latest /bin/busybox /busybox"
if imprimatur render --catalog "$CATALOG_DIR" >"$WORK/render" 2>&1; then harmful "it is planned"; fi
grep -q busybox "$WORK/render" || harmful "it is refused without being named: $(tail -n 1 "$WORK/render")"
seen "$(grep -m 1 busybox "$WORK/render" | cut -c1-160)"
