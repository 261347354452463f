# shellcheck shell=bash
# The test suite, and closing lines with what failed, what took long, and what it counted.
#
# The programs are packaged first. Then come the tests of the modules, and the system tests on the packaged programs, in
# lanes beside each other. None packages again.

TEST_KINDS=all
MAVEN_TEST_OPTIONS=()

usage_test() {
  cat <<'TEXT'
usage: ./imprimatur test [--quick | --soak [--minutes N] [--seed N] | --containers | --cluster] [-pl MODULE[,MODULE]…] [MAVEN OPTION…]

Sets everything up and runs every test: of all modules, or of those that are named, without those they depend on.
  --quick   only tests that need no engine and no registry
  --soak    only the runs that are too long for CI
  --minutes N, --seed N
            how long the soak breaks things (default: 18), and what its chance begins with
  --containers
            only what runs in containers: compose, registries and databases of several kinds
  --cluster only what runs on a Kubernetes cluster: the one that kubectl reaches, or the command in IMPRIMATUR_KUBECTL.
            IMPRIMATUR_CLUSTER_IMPORT is the command that gives its nodes an image, such as 'k3s ctr images import -'
Further options go to Maven, for example -Dtest=PlannerTest or -Dit.test=KillIT. One of them alone runs no test of the other kind.

The last lines name each test that failed, each that failed and then passed, and the classes that took longest.
TEXT
}

parse_test_options() {
  while (($# > 0)); do
    case $1 in
      --quick) TEST_KINDS=quick ;;
      --soak) TEST_KINDS=soak ;;
      --minutes | --seed) soak_option "$1" "${2:-}" && shift ;;
      --containers) TEST_KINDS=containers ;;
      --cluster) TEST_KINDS=cluster ;;
      *) MAVEN_TEST_OPTIONS+=("$1") ;;
    esac
    shift
  done
}

# soak_limit MINUTES: seconds that all long runs together may take, since they share a process.
soak_limit() { printf '%s' $((($1 + 400) * 60)); }

soak_option() {
  [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || usage_error "$1 needs a whole number above 0, not '$2'"
  case $1 in
    --seed) MAVEN_TEST_OPTIONS+=("-Dimprimatur.seed=$2") ;;
    --minutes) MAVEN_TEST_OPTIONS+=("-Dimprimatur.soak.minutes=$2" "-Dimprimatur.system.limit=$(soak_limit "$2")") ;;
  esac
}

# To be called before anything is set up for it.
check_cluster() {
  [[ -n ${IMPRIMATUR_CLUSTER_IMPORT:-} ]] ||
    usage_error "--cluster needs IMPRIMATUR_CLUSTER_IMPORT, a command that gives an image to the nodes: 'k3s ctr images import -'"
  ${IMPRIMATUR_KUBECTL:-kubectl} get nodes >/dev/null ||
    die "--cluster needs a cluster: ${IMPRIMATUR_KUBECTL:-kubectl} get nodes finds none. IMPRIMATUR_KUBECTL names another command"
}

# Tests of all modules, or of the chosen ones.
run_tests() {
  local result=0 started=$SECONDS modules=() only=()
  rm -rf "$ROOT"/*/target/{surefire,failsafe}-reports "$ROOT"/deploy/*/target/surefire-reports
  mapfile -t modules < <(chosen_modules ${MAVEN_TEST_OPTIONS[@]+"${MAVEN_TEST_OPTIONS[@]}"})
  if ((${#modules[@]} > 0)); then
    [[ " ${MAVEN_TEST_OPTIONS[*]} " == *" -am "* ]] || mapfile -t only < <(only_tests_of "${modules[@]}")
    run_lane modules -T 2 -am ${only[@]+"${only[@]}"} || result=1
  elif tests_in_lanes; then
    run_lanes || result=1
  else
    run_lane modules || result=1
  fi
  print_failures
  print_slowest
  note "the tests took $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s"
  print_counts
  if failures_counted; then result=1; fi
  return "$result"
}

# Whether lanes run beside each other, on what was packaged before.
tests_in_lanes() {
  [[ $TEST_KINDS == all || $TEST_KINDS == quick ]] && ! tests_are_named &&
    [[ -z $(chosen_modules ${MAVEN_TEST_OPTIONS[@]+"${MAVEN_TEST_OPTIONS[@]}"}) ]]
}

# The modules whose tests take longest and touch no engine, and what depends on them. In one Maven with the others they would
# wait until the tests of all that they depend on are through.
LONG_MODULES=(publisher-service console-service renderer-service bench)

# Tests of modules wait often, so twice as many run at once as there are cores. With more, all of them use the processor and what
# waits for a time runs out of it: six at once took longer than four, and failed more. In one lane Maven runs the engine's own
# tests before those of builder and tester, and system tests, which look at what lies on the engine, come after
# that lane. They do not wait for the long modules.
run_lanes() {
  local result=0 others
  others=$(printf ',!%s' "${LONG_MODULES[@]}")
  run_beside run_lane_of long "${LONG_MODULES[@]}" -T 2
  if [[ $TEST_KINDS == quick ]]; then
    run_lane modules -T 2 -pl "${others#,}" || result=1
  else
    run_lane modules -T 2 -pl "!system-tests$others" || result=1
    run_lane_of system system-tests || result=1
  fi
  await_beside || result=1
  return "$result"
}

# run_lane_of NAME MODULE… [MAVEN OPTION…]: only their tests, on what the modules that they depend on have packaged.
run_lane_of() {
  local name=$1 modules=() only
  shift
  while (($# > 0)) && [[ $1 != -* ]]; do modules+=("$1") && shift; done
  mapfile -t only < <(only_tests_of "${modules[@]}")
  run_lane "$name" -pl "$(IFS=, && echo "${modules[*]}")" -am "${only[@]}" "$@"
}

# run_lane NAME MAVEN ARGUMENT…: a Maven of its own. A test that fails does not keep what depends on its module from being
# tested; the reports are counted afterwards. It fails too where a test's process died, since no report shows that.
run_lane() {
  local log=$LOG_DIR/test-$1.log result=0 options
  shift
  mapfile -t options < <(lane_options)
  lane_maven "$log" "${options[@]}" "$@" &
  LANE=$!
  wait "$LANE" || result=1
  LANE=""
  if grep -qE 'The forked VM terminated|There was a timeout or other error in the fork' "$log"; then result=1; fi
  return "$result"
}

# This run of tests and no other, in a container that shares the machine's processes with it neither.
this_run() { printf '%s-%s-%s' "$HOME_TAG" "$$" "$(start_time $$)"; }

# lane_maven LOG MAVEN ARGUMENT…
lane_maven() {
  local log=$1
  shift
  (
    cd "$ROOT" || exit
    if [[ -f $HOME_DIR/stack.env ]]; then export_environment; fi
    # Homes that tests make take the engine and the registries of this one.
    unset IMPRIMATUR_INSTALLATION
    export IMPRIMATUR_CLASS_DATA MAVEN_OPTS="${MAVEN_OPTS:-} $QUICK_MAVEN" IMPRIMATUR_TESTS_OF
    IMPRIMATUR_TESTS_OF=$(this_run)
    IMPRIMATUR_CLASS_DATA=$(class_data)
    exec mvn verify --fail-at-end -Dmaven.test.failure.ignore=true -Dsurefire.failIfNoSpecifiedTests=false \
      -Dfailsafe.failIfNoSpecifiedTests=false "$@" ${MAVEN_TEST_OPTIONS[@]+"${MAVEN_TEST_OPTIONS[@]}"} \
      </dev/null 2>&1 8>&- 9>&-
  ) | tee "$log" >&2
}

# What is packaged already is not compiled, not packaged, and its format not checked, once more.
lane_options() {
  case $TEST_KINDS in
    quick) printf '%s\n' -DskipITs=true "-DexcludedGroups=engine|registry|soak|containers|cluster" -Dquarkus.build.skip=true ;;
    soak) printf '%s\n' -DskipITs=false -Dgroups=soak "-Dimprimatur.system.limit=$(soak_limit 18)" ;;
    containers) printf '%s\n' -DskipITs=false -Dgroups=containers ;;
    cluster) printf '%s\n' -DskipITs=false -Dgroups=cluster -Dimprimatur.system.forks=1 -Dimprimatur.system.limit=10800 ;;
    *) printf '%s\n' -DskipITs=false "-DexcludedGroups=soak|containers|cluster" ;;
  esac
  if needs_programs || tests_in_lanes; then printf '%s\n' -Dquarkus.build.skip=true -Dspotless.check.skip=true -Dimprimatur.compiled=true; fi
  if tests_are_named; then none_of_the_other_kind; fi
}

# Who names tests wants no others: -Dtest alone would run all *IT of the chosen modules too, and -Dit.test all other tests.
none_of_the_other_kind() {
  local kind
  for kind in test it.test; do
    [[ " ${MAVEN_TEST_OPTIONS[*]} " == *" -D$kind="* ]] || printf -- '-D%s=none\n' "$kind"
  done
}

tests_are_named() { [[ " ${MAVEN_TEST_OPTIONS[*]} " =~ \ -D(it\.)?test= ]]; }

# System tests run the packaged programs; tests of single modules do not.
needs_programs() {
  local modules
  [[ $TEST_KINDS != quick ]] || return 1
  mapfile -t modules < <(chosen_modules ${MAVEN_TEST_OPTIONS[@]+"${MAVEN_TEST_OPTIONS[@]}"})
  ((${#modules[@]} == 0)) || [[ " ${modules[*]} " == *" system-tests "* ]]
}

# Tests that need an engine or a registry say so with a tag, but for system tests, which all do. For modules without one nothing
# is set up.
needs_engine() {
  local modules module
  [[ $TEST_KINDS != quick ]] || return 1
  if needs_programs; then return; fi
  mapfile -t modules < <(chosen_modules ${MAVEN_TEST_OPTIONS[@]+"${MAVEN_TEST_OPTIONS[@]}"})
  if [[ $TEST_KINDS != all || " ${MAVEN_TEST_OPTIONS[*]} " == *" -am "* ]]; then return; fi
  for module in "${modules[@]}"; do
    if [[ ! -d $ROOT/$module/src ]] || grep -rqE '@Tag\("(engine|registry)"\)' "$ROOT/$module/src"; then return; fi
  done
  return 1
}

# The programs, the classes of all tests, and the format of both.
ensure_tests_built() {
  ensure_built
  [[ $DETAIL == built ]] || package_classes
}

# The classes of all modules and of their tests, without programs.
package_classes() {
  mvn_quietly -T 2 -DskipTests -Dquarkus.build.skip=true package
  DETAIL=${DETAIL:-compiled}
}

# chosen_modules MAVEN OPTION…: those that -pl names, one a line.
chosen_modules() {
  local names=""
  while (($# > 0)); do
    case $1 in
      -pl | --projects) names=${2:-} && shift ;;
      -pl=* | --projects=*) names=${1#*=} ;;
    esac
    shift
  done
  [[ -z $names || $names == !* ]] || tr , '\n' <<<"${names//:/}"
}

# only_tests_of MODULE…: what keeps Maven from running the tests of the modules that these depend on. Each module has a
# package of its own.
only_tests_of() {
  local module folder tests="" its=""
  ! tests_are_named || return 0
  for module in "$@"; do
    [[ -d $ROOT/$module/src/test/java ]] || continue
    folder=$(cd "$ROOT/$module/src/test/java" && echo dev/imprimatur/*)
    tests+="${tests:+,}$folder/**/*Test"
    its+="${its:+,}$folder/**/*IT"
  done
  printf '%s\n' "-Dtest=$tests" "-Dit.test=$its"
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

# The fifteen classes that took longest.
print_slowest() {
  reports | xargs -0 -r grep -h -m 1 -o '<testsuite [^>]*>' |
    sed -n 's/.* name="\([^"]*\)" time="\([0-9.]*\)".*/\2 \1/p' | sort -rn | head -n 15 | awk '{ printf "%6.1f s  %s\n", $1, $2 }' >&2
}

# Sums the reports of all modules: attributes of each <testsuite> element.
print_counts() {
  reports | xargs -0 -r grep -h -m 1 -o '<testsuite [^>]*>' |
    awk '
      function attribute(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) : 0 }
      { all += attribute("tests"); bad += attribute("failures") + attribute("errors"); skipped += attribute("skipped") }
      END { printf "%d passed, %d failed, %d skipped\n", all - bad - skipped, bad, skipped }'
}

failures_counted() { reports | xargs -0 -r grep -lE '<(failure|error)[ >]' | grep -q .; }

# What runs beside the rest, and the lane that is waited for: their pids.
BESIDE=""
LANE=""

# run_beside COMMAND…: goes on at once.
run_beside() {
  "$@" &
  BESIDE=$!
}

# The exit code of what runs beside.
await_beside() {
  local result=0
  wait "$BESIDE" || result=$?
  BESIDE=""
  return "$result"
}

# Ends both with all that they started, and waits for that: they ignore Ctrl-C, as all that a script puts in the background
# does, and what ends this script alone does not end them. No `wait`: one that a signal interrupted may have taken its child's
# end, and the next one would never return.
end_lanes() {
  local pid processes
  for pid in $BESIDE $LANE; do
    mapfile -t processes < <(with_descendants "$pid")
    end_processes "${processes[@]}"
  done
}

# Ends what tests have left. A stack is brought up by a script that ends, so its services are no descendants of the test's process.
end_what_tests_left() {
  local processes
  mapfile -t processes < <(begun_with "IMPRIMATUR_TESTS_OF=$(this_run)")
  while ((${#processes[@]} > 0)); do
    note "ending ${#processes[@]} processes that tests have left"
    end_processes "${processes[@]}"
    # A script that was bringing up a stack may have started more until it ended.
    mapfile -t processes < <(begun_with "IMPRIMATUR_TESTS_OF=$(this_run)")
  done
}

# stop_what_the_test_started BEFORE: BEFORE names what ran already, with a space around each.
stop_what_the_test_started() {
  local before=$1 part
  end_lanes
  end_what_tests_left
  if [[ $TEST_KINDS == containers ]]; then sweep_test_containers; fi
  # What class data was recorded of, if that broke off.
  [[ $before == *" local-stack "* ]] || { stop_services && stop_local_stack; }
  for part in production staging; do
    [[ $before == *" $part "* ]] || stop 10 "$part"
  done
  if [[ $before != *" dockerd "* ]] && running dockerd; then
    stop_registries
    stop_engine
  fi
}
