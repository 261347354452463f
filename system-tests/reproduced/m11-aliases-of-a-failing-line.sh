#!/usr/bin/env bash
# Number: M11
# Fault: a line whose newest release fails its test
# Then: the line's moving tags stayed on the former build, though the image that has them was rebuilt
# Now: they are as fresh as the image that has them
. "$(dirname "$0")/lib.sh"

more='overrides: [{when: {versions: "1.0.1"}, tests: [{path: tests/bad}]}]'
mkdir -p "$CATALOG_DIR/reproduced-m11/tests/bad"
echo 'RUN simulate-permanent-failure' >"$CATALOG_DIR/reproduced-m11/tests/bad/Dockerfile"
family reproduced-m11 1.0.0
build reproduced-m11
before=$(digest reproduced-m11 1)
family reproduced-m11 "1.0.0, 1.0.1" "RUN true" "RUN true" '{image: "debian:{variant}"}' "$more"
id=$(request reproduced-m11)
expect "the rebuild" failed "$(ended "$id")"
fresh=$(digest reproduced-m11 1.0.0)
expect_other "the image that has the tags" "$before" "$fresh"
expect "the release that fails" "" "$(digest reproduced-m11 1.0.1)"
for tag in 1 1.0 latest; do expect "tag $tag" "$fresh" "$(digest reproduced-m11 "$tag")"; done
seen "1.0.1 failed; 1, 1.0 and latest are the new 1.0.0"
