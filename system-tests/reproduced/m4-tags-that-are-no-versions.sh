#!/usr/bin/env bash
# Number: M4
# Fault: a feed with tags that are no versions: jdk-17.0.8.1+1, jdk-21+35
# Then: they were neither planned nor reported
# Now: they are reported
. "$(dirname "$0")/lib.sh"

CATALOG_DIR=$WORK/catalog-m4
rm -rf "$CATALOG_DIR" && mkdir -p "$CATALOG_DIR"
families_are ""
family reproduced-m4 "" "RUN true" "RUN true" '{image: "debian:{variant}"}' "feed: {type: github-releases, file: releases.json, tagPrefix: jdk-}"
for tag in 17.0.8+7 17.0.8.1+1 21+35; do jq -n --arg tag "jdk-$tag" '{tag_name: $tag, draft: false, prerelease: false, assets: []}'; done |
  jq -s . >"$CATALOG_DIR/reproduced-m4/releases.json"
imprimatur render --catalog "$CATALOG_DIR" >"$WORK/render" 2>&1 || true
grep -q 'jdk-17.0.8.1+1\|17\.0\.8\.1+1' "$WORK/render" || harmful "17.0.8.1+1 is not reported"
grep -q '21+35' "$WORK/render" || harmful "21+35 is not reported"
grep -q '17.0.8+7\|17\.0\.8' "$WORK/render" || harmful "17.0.8+7 is not planned"
seen "$(grep -m 1 '17.0.8.1' "$WORK/render" | cut -c1-160)"
