# shellcheck shell=bash
# The one folder that holds all state of an instance: data, logs, pid files, and what was found or chosen.
#
#   stack.env    what `imprimatur env` prints
#   ports.env    the ports this home has chosen
#   catalog.env  the catalogue the renderer was started on
#   engines.env  the engines of parts that have one of their own
#   client/      what builds are handed to reach the package registries
#   keys/        the key that verdicts are signed with, and in trusted/ the public keys that are believed; the key that
#                places are signed with, and in renderers/ the public keys that are believed for those
#   programs/    the programs of the parts that were started last
#   class-data/  what they load, for quicker starts
#   log/  run/   a log and a pid file for each part

open_home() {
  mkdir -p "$HOME_DIR"/{log,run}
  HOME_DIR=$(cd "$HOME_DIR" && pwd -P)
  use_home
}

use_home() {
  RUN_DIR=$HOME_DIR/run
  LOG_DIR=$HOME_DIR/log
  # Names whatever lies outside the home (firewall rules, containers, sockets), so that `down` finds it again.
  HOME_TAG=imprimatur-$(printf '%s' "$HOME_DIR" | sha256sum | cut -c1-10)
}

# One `up`, `down` or set-up of a home at a time. Every process that we start closes descriptor 9 again.
lock_home() {
  exec 9>"$HOME_DIR/lock"
  if ! flock -n 9; then
    note "another ./imprimatur is at work in $HOME_DIR, waiting for it"
    flock 9
  fi
}

# remember FILE KEY VALUE and recall FILE KEY: KEY=value lines in the home.
remember() {
  local file=$HOME_DIR/$1 key=$2 value=$3
  touch "$file"
  { grep -v "^$key=" "$file" || true; printf '%s=%s\n' "$key" "$value"; } >"$file.new"
  mv "$file.new" "$file"
}

recall() { sed -n "s/^$2=//p" "$HOME_DIR/$1" 2>/dev/null || true; }

# Whether something listens on this port of the loopback interface.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

port_promised() { grep -q "=$1\$" "$HOME_DIR/ports.env" 2>/dev/null; }

# choose_port PART: PORT becomes the part's port: the one it had, else the preferred one, else the next that is free.
choose_port() {
  local part=$1 preferred
  PORT=$(recall ports.env "$part")
  if [[ -n $PORT ]]; then
    if running "$part" || ! port_taken "$PORT"; then return; fi
    if [[ $part == production || $part == staging ]]; then
      die "port $PORT of the $part registry is taken by another process, and the images' names contain it: free the port, or set another one for '$part' in $HOME_DIR/ports.env"
    fi
    note "port $PORT of $part is taken, choosing another"
  fi
  preferred=$(preferred_port "$part")
  PORT=$preferred
  while port_promised "$PORT" || port_taken "$PORT"; do PORT=$((PORT + (PORT == preferred ? 10000 : 1))); done
  remember ports.env "$part" "$PORT"
}

preferred_port() {
  case $1 in
    production) echo 5000 ;;
    staging) echo 5001 ;;
    kafka) echo 9092 ;;
    postgres) echo 5433 ;;
    console) echo 8080 ;;
    renderer) echo 8081 ;;
    builder | builder-1) echo 8082 ;;
    tester) echo 8083 ;;
    publisher) echo 8084 ;;
    builder-*) echo $((8090 + ${1#builder-})) ;;
  esac
}
