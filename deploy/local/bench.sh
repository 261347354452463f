# shellcheck shell=bash
# Measurements that need stacks of their own.

# bench scale: throughput with 1, 2 and 4 builders on simulated work, and the pipeline's overhead on real builds.
command_bench_scale() {
  local images=48 seconds=5 real=6 work result=0
  while (($# > 0)); do
    case $1 in
      --images) images=${2:-} && shift ;;
      --seconds) seconds=${2:-} && shift ;;
      --real) real=${2:-} && shift ;;
      *) usage_error "unknown argument $1; bench scale [--images N] [--seconds S] [--real N]" ;;
    esac
    (($# > 0)) && shift
  done
  [[ $images =~ ^[1-9][0-9]*$ && $seconds =~ ^[1-9][0-9]*$ && $real =~ ^[0-9]+$ ]] ||
    usage_error "bench scale takes numbers: --images and --seconds above zero, --real from zero"
  open_home
  set_up_machine
  step programs ensure_built
  work=$(mktemp -d "$HOME_DIR/bench.XXXXXX")
  export_environment
  "$JAVA_HOME/bin/java" -cp "$ROOT/simulation/target/*:$ROOT/simulation/target/lib/*" \
    dev.imprimatur.simulation.bench.ScaleBench "$ROOT/imprimatur" "$work" "$images" "$seconds" "$real" 9>&- || result=$?
  if ((result == 0)); then rm -rf "$work"; else note "its homes, with logs, are in $work"; fi
  return "$result"
}
