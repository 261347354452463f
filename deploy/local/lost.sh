# shellcheck shell=bash
# What still runs of a home whose folder is gone, and so all notes of what was started. Programs are known by their command
# lines.

stop_what_a_lost_home_started() {
  local pids
  HOME_DIR=$(realpath -m "$HOME_DIR")
  use_home
  mapfile -t pids < <(lost_processes)
  if ((${#pids[@]} == 0)) && [[ -z $(own_bridge) ]]; then
    DETAIL="nothing was ever started in $HOME_DIR"
    return
  fi
  note "$HOME_DIR is gone; ending what it started"
  ((${#pids[@]} == 0)) || end_processes "${pids[@]}"
  remove_bridge
  remove_lost_containers
  rm -rf "/run/${HOME_TAG:?}"
  remove_what_was_busy
  DETAIL="stopped ${#pids[@]} processes of $HOME_DIR"
}

# Pids of programs that were started with files which a home alone has. Squid is a user of its own.
lost_processes() {
  local folder words word
  for folder in /proc/[0-9]*; do
    [[ -O $folder || $EUID -eq 0 ]] || continue
    mapfile -d '' -t words 2>/dev/null <"$folder/cmdline" || continue
    for word in ${words[@]+"${words[@]}"}; do
      case $word in
        "$HOME_DIR"/programs/*/quarkus-run.jar | "$HOME_DIR"/kafka | "$HOME_DIR"/local-stack/postgres/data | \
          "$HOME_DIR"/docker/data | "$(engine_runtime_dir)"/exec/containerd/containerd.toml | \
          "$HOME_DIR"/registry-production.yml | "$HOME_DIR"/registry-staging.yml | "$HOME_DIR"/package-cache/squid.conf)
          printf '%s\n' "${folder#/proc/}"
          break ;;
      esac
    done
  done
}

# end_processes PID…: by their start times too, since a pid is given again.
end_processes() {
  local pid deadline=$((SECONDS + 30)) started=() i
  for pid in "$@"; do started+=("$(start_time "$pid")"); done
  kill -TERM "$@" 2>/dev/null || true
  i=0
  for pid in "$@"; do
    while [[ -n ${started[i]} && $(start_time "$pid") == "${started[i]}" ]]; do
      if ((SECONDS >= deadline)); then kill -KILL "$pid" 2>/dev/null || true; fi
      sleep 0.1
    done
    i=$((i + 1))
  done
}

# An engine mounts the folder of its data onto itself, so that a removal of the home leaves that one.
remove_what_was_busy() {
  local data=$HOME_DIR/docker/data
  mountpoint -q "$data" || return 0
  umount "$data"
  rm -rf "$HOME_DIR/docker"
  rmdir "$HOME_DIR" 2>/dev/null || true
}

# On an engine that was there before; the home's own has ended with all of its containers.
remove_lost_containers() {
  local engine containers
  command -v docker >/dev/null || return 0
  engine=$(answering_engine)
  [[ -n $engine ]] || return 0
  mapfile -t containers < <(DOCKER_HOST=$engine docker ps -aq --filter "label=dev.imprimatur.home=$HOME_TAG" 2>/dev/null)
  ((${#containers[@]} == 0)) || DOCKER_HOST=$engine docker rm -f "${containers[@]}" >/dev/null
}
