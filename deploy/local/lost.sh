# shellcheck shell=bash
# What still runs of a home whose folder is gone, and so all notes of what was started. Programs are known by their command
# lines.

# is_lost: whether nothing is left of the home but what a running engine keeps from being removed.
is_lost() {
  [[ ! -d $HOME_DIR || -z $(find "$HOME_DIR" -mindepth 1 -maxdepth 1 ! -name docker -print -quit) ]]
}

stop_what_a_lost_home_started() {
  local pids
  use_home
  mapfile -t pids < <(processes_of_home)
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

# What a home of this folder started that was removed since, and made again: no pid file says so.
stop_what_a_former_home_started() {
  local pids
  [[ -z $(find "$RUN_DIR" -name '*.pid' -print -quit) ]] || return 0
  mapfile -t pids < <(processes_of_home)
  ((${#pids[@]} > 0)) || return 0
  note "ending what a home in $HOME_DIR started whose folder was removed since: ${#pids[@]} processes"
  end_processes "${pids[@]}"
}

# Pids of programs that this home started. Squid is a user of its own.
processes_of_home() {
  local folder words
  for folder in /proc/[0-9]*; do
    [[ -O $folder || $EUID -eq 0 ]] || continue
    mapfile -d '' -t words 2>/dev/null <"$folder/cmdline" || continue
    if ((${#words[@]} > 1)) && is_of_home "${words[0]##*/}" "${words[@]:1}"; then printf '%s\n' "${folder#/proc/}"; fi
  done
}

# is_of_home PROGRAM ARGUMENT…: by what a home alone gives this program.
is_of_home() {
  local all=" ${*:2} "
  case $1 in
    java) [[ $all == *" -jar $HOME_DIR/programs/"*"/quarkus-run.jar "* || $all == *" --users $HOME_DIR/kafka "* ]] ;;
    postgres) [[ $all == *" -D $HOME_DIR/local-stack/postgres/data "* ]] ;;
    bash) [[ $all == " $HOME_DIR/programs/dockerd/keep dockerd "* ]] ;;
    dockerd) [[ $all == *" --exec-root $(engine_runtime_dir)/exec "*" --bridge impr"* ]] ;;
    containerd) [[ $all == *" --config $(engine_runtime_dir)/exec/containerd/containerd.toml "* ]] ;;
    docker-registry) [[ $all == *" serve $HOME_DIR/registry-"*".yml "* ]] ;;
    squid) [[ $all == *" -f $HOME_DIR/package-cache/squid.conf "* ]] ;;
    *) return 1 ;;
  esac
}

# An engine mounts the folder of its data onto itself, so that a removal of the home leaves that one. A disk of its own that
# is mounted there is not ours to empty.
remove_what_was_busy() {
  local data=$HOME_DIR/docker/data
  [[ $(awk -v data="$data" '$5 == data { print $4 }' /proc/self/mountinfo) == */docker/data ]] || return 0
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
