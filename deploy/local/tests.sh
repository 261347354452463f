# shellcheck shell=bash
# The test suite, and a closing line with what it counted.

run_tests() {
  local result=0
  rm -rf "$ROOT"/*/target/{surefire,failsafe}-reports
  (
    cd "$ROOT"
    export_environment
    exec mvn verify -DskipITs=false --fail-at-end "$@" 9>&-
  ) >&2 || result=$?
  print_failures
  print_counts
  return "$result"
}

reports() { find "$ROOT" -path '*/target/*-reports/TEST-*.xml' -not -path "$ROOT/.imprimatur/*" -print0; }

# A line for each test that failed, or failed and then passed: at the end, where it is seen.
print_failures() {
  reports | xargs -0 -r cat | awk '
    function attribute(name) { return match($0, " " name "=\"[^\"]*") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : "" }
    /<testcase / { test = attribute("classname") "." attribute("name") }
    /<(failure|error)[ >]/ { print "failed: " test ": " substr(attribute("message"), 1, 300) }
    /<flaky(Failure|Error)[ >]/ { print "failed, then passed: " test ": " substr(attribute("message"), 1, 300) }'
}

# Sums the reports of all modules: attributes of each <testsuite> element.
print_counts() {
  reports | xargs -0 -r grep -h -m 1 -o '<testsuite [^>]*>' |
    awk '
      function attribute(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0 }
      { all += attribute("tests"); bad += attribute("failures") + attribute("errors"); skipped += attribute("skipped") }
      END { printf "%d passed, %d failed, %d skipped\n", all - bad - skipped, bad, skipped }'
}

# stop_what_the_test_started BEFORE: BEFORE names what ran already, with a space around each.
stop_what_the_test_started() {
  local before=$1 part
  for part in production staging; do
    [[ $before == *" $part "* ]] || stop 10 "$part"
  done
  if [[ $before != *" dockerd "* ]] && running dockerd; then
    stop_registries
    stop_engine
  fi
}
