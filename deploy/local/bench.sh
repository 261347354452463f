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
    mv "$(class_data)" "$(class_data).away"
    start_round "$round" without
    mv "$(class_data).away" "$(class_data)"
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
