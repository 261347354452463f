# shellcheck shell=bash
# Processes by pid file. A pid file holds the pid and the process's start time, so that a pid that the
# kernel has given to someone else since is never signalled.

# start_time PID: in clock ticks since boot; nothing for a process that is gone or a zombie.
start_time() {
  local line fields
  { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
  read -ra fields <<<"${line##*) }"
  [[ ${fields[0]} == Z ]] || printf '%s' "${fields[19]}"
}

# with_descendants PID: it, its children, and theirs, one a line.
with_descendants() {
  local child
  printf '%s\n' "$1"
  for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do with_descendants "$child"; done
}

# begun_with NAME=VALUE: what has begun with this variable of the environment, one pid a line. Whose parent has ended is found too.
begun_with() { grep -lszxF "$1" /proc/[0-9]*/environ | sed 's|^/proc/\([0-9]*\)/.*|\1|' || true; }

pid_of() { local pid _; read -r pid _ 2>/dev/null <"$RUN_DIR/$1.pid" && printf '%s' "$pid"; }

running() {
  local pid started
  { read -r pid started <"$RUN_DIR/$1.pid"; } 2>/dev/null || return 1
  [[ -n $started && $(start_time "$pid") == "$started" ]]
}

# running_parts PART…: those that run, one a line.
running_parts() {
  local part
  for part in "$@"; do
    if running "$part"; then printf '%s\n' "$part"; fi
  done
}

# say_what_stays_running EXIT-CODE: what a set-up that broke off leaves running, since the next one goes on with it.
say_what_stays_running() {
  local parts
  (($1 != 0)) || return 0
  # shellcheck disable=SC2046 # a word for each part
  parts=$(running_parts dockerd production staging local-stack package-cache $(started_services) | tr '\n' ' ')
  [[ -z $parts ]] || note "still running: ${parts% }; ./imprimatur down stops what this home has started"
}

# ended PART: whether it was started and has ended by itself. What `stop` ends has no pid file afterwards.
ended() { [[ -f $RUN_DIR/$1.pid ]] && ! running "$1"; }

# say_why_it_ended PART: what its log says, before the next start puts that log aside.
say_why_it_ended() {
  ended "$1" || return 0
  if grep -q 'No space left on device' "$LOG_DIR/$1.log" 2>/dev/null; then
    warn "$1 had ended: no space was left on the disk of $HOME_DIR"
  else
    warn "$1 had ended by itself; its log: $LOG_DIR/$1.log.1"
  fi
}

# launch PART COMMAND…: starts it in a session of its own; its output is appended to the part's log, which local-stack keeps small. It
# notes itself before it begins: a script that is killed meanwhile leaves nothing that `down` does not know.
launch() {
  local part=$1 log=$LOG_DIR/$1.log pid
  shift
  [[ -f $log ]] && mv "$log" "$log.1"
  rm -f "$RUN_DIR/$part.pid"
  { note_itself "$part" && exec setsid "$@"; } </dev/null >>"$log" 2>&1 9>&- &
  pid=$!
  until [[ -s $RUN_DIR/$part.pid ]] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
}

note_itself() {
  local pid=$BASHPID
  printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN_DIR/$1.pid"
}

# await PART SECONDS CHECK…: until the check passes; dies when the part does, or when the time is over.
await() {
  local part=$1 seconds=$2 deadline
  deadline=$((SECONDS + seconds))
  shift 2
  until "$@"; do
    running "$part" || die_with_log "$LOG_DIR/$part.log" "$part stopped while it was starting"
    ((SECONDS < deadline)) || die_with_log "$LOG_DIR/$part.log" "$part was not ready within $seconds s"
    sleep 0.1
  done
}

# stop SECONDS PART…: asks all of them to stop, then waits for each; kills what is left after that time.
stop() {
  local seconds=$1 part deadline
  shift
  for part in "$@"; do
    if running "$part" && ! kill -TERM "$(pid_of "$part")" 2>/dev/null && running "$part"; then
      die "$part (process $(pid_of "$part")) is run by $(stat -c %U "/proc/$(pid_of "$part")"), and cannot be stopped by $(id -un): run this as that user"
    fi
  done
  deadline=$((SECONDS + seconds))
  for part in "$@"; do
    while running "$part"; do
      if ((SECONDS >= deadline)); then
        warn "$part did not stop within $seconds s, killing it"
        kill -KILL "$(pid_of "$part")" 2>/dev/null || true
        deadline=$((SECONDS + 5))
      fi
      sleep 0.1
    done
    rm -f "$RUN_DIR/$part.pid"
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

answers() { curl -fsS -o /dev/null --noproxy '*' --max-time 2 "$1" 2>/dev/null; }
