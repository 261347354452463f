# shellcheck shell=bash
# The one folder that holds all state of an instance: data, logs, pid files, and what was found or chosen.
#
#   stack.env    what `imprimatur env` prints
#   ports.env    the ports this home has chosen
#   catalog.env  the catalogue that the stack works on
#   builders.env how many builders run
#   given.env    the registries, the engine and the mirrors that it was given in the environment
#   containers.env  the engine of registries that run as containers
#   engines.env  the engines of parts that have one of their own
#   client/      what builds are handed to reach the package registries
#   keys/        the key that verdicts are signed with, and in trusted/ the public keys that are believed; the key that
#                places are signed with, and in renderers/ the public keys that are believed for those; likewise
#                those of builders, builders/, and of the publisher, publishers/
#   kafka/       the logins of Kafka's users, a folder for each
#   database/    the login of services to the database
#   console/     the token that the console makes at its first start, and the CLI shows to it
#   programs/    the programs of the parts that were started last
#   class-data/  what they load, for quicker starts
#   log/  run/   a log and a pid file for each part

open_home() {
  if ! mkdir -p "$HOME_DIR"/{log,run} 2>/dev/null || [[ ! -w $HOME_DIR ]]; then
    die "the home $HOME_DIR cannot be made or written by $(id -un): choose another one with --home"
  fi
  HOME_DIR=$(cd "$HOME_DIR" && pwd -P)
  use_home
}

# Elsewhere than on Linux realpath may know no folder that is not there.
canonical() {
  if realpath -m -- "$1" 2>/dev/null; then return; fi
  if [[ -d $1 ]]; then (cd "$1" && pwd -P); elif [[ $1 == /* ]]; then printf '%s\n' "$1"; else printf '%s\n' "$PWD/$1"; fi
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
  local file=$HOME_DIR/$1 key=$2 value=$3 others
  others=$(grep -sv "^$key=" "$file" || true)
  # On a full disk the old file has to stay.
  { printf '%s\n' ${others:+"$others"} "$key=$value" >"$file.new" && mv "$file.new" "$file"; } ||
    die "$file cannot be written: is there room on its disk?"
}

recall() { sed -n "s/^$2=//p" "$HOME_DIR/$1" 2>/dev/null || true; }

# stack.env in forms that shells and programs read.
environment_as_exports() {
  local line
  while IFS= read -r line; do
    printf "export %s='%s'\n" "${line%%=*}" "$(quoted "${line#*=}")"
  done <"$HOME_DIR/stack.env"
}

# What stands between single quotes may hold anything but one.
quoted() {
  local quote="'"
  printf '%s' "${1//"$quote"/"$quote\\$quote$quote"}"
}

# What `imprimatur env` of another home has set is that home's: its registries and its engine are not this one's.
forget_another_home() {
  local name users=""
  [[ -n ${IMPRIMATUR_INSTALLATION:-} && $IMPRIMATUR_INSTALLATION != "$HOME_TAG" ]] || return 0
  note "this shell has the addresses of another home, $IMPRIMATUR_INSTALLATION (./imprimatur env): they do not count for $HOME_DIR"
  for name in IMPRIMATUR_{REGISTRY,STAGING}; do
    if [[ -n ${!name:-} && ${!name} != localhost:* && ${!name} != "$(given_before "$name")" ]]; then users+="$name=${!name} "; fi
  done
  [[ -z $users ]] || note "if this home is to use that one's registries, name them in another shell: $users./imprimatur up"
  for name in DOCKER_HOST IMPRIMATUR_{REGISTRY,STAGING,KAFKA,KAFKA_USERS,POSTGRES,CONSOLE,TOKEN_FILE,CLIENT_CONFIGURATION,INSTALLATION}; do
    unset "$name"
  done
}

# What `up` is given in the environment counts until something else is given: in another shell it would otherwise move what runs
# to other registries. An empty value ends that. What `imprimatur env` of this home has set is no choice of the user's.
declare -A GIVEN=()
settle_given() {
  local name former kept=()
  forget_another_home
  for name in DOCKER_HOST IMPRIMATUR_{REGISTRY,STAGING,MIRRORS}; do
    former=$(given_before "$name")
    if [[ -v $name ]]; then
      if [[ ${IMPRIMATUR_INSTALLATION:-} != "$HOME_TAG" || -z ${!name} || ${!name} != "$(recall stack.env "$name")" ]]; then
        GIVEN[$name]=${!name}
      fi
    elif [[ $name == DOCKER_HOST && -n $former ]] && ! engine_answers "$former"; then
      warn "nothing answers at $former, the engine that an earlier up was given in DOCKER_HOST: it counts again when it does"
    elif [[ -n $former ]]; then
      export "$name=$former"
      GIVEN[$name]=$former
      kept+=("$name")
    fi
  done
  former=${kept[*]-}
  [[ -z $former ]] || note "as an earlier up was given: ${former// /, }. NAME= ./imprimatur up ends that for one of them"
}

# Not an engine in whose place another was taken. An address of mirrors may hold a password.
remember_given() {
  local name value
  for name in "${!GIVEN[@]}"; do
    value=${GIVEN[$name]}
    if [[ -z $value || $value == "${!name}" ]]; then (umask 077 && remember given.env "$name" "$value"); fi
  done
}

# given_before VARIABLE: a release before this one left registries in stack.env alone, with those that the home runs.
given_before() {
  local value
  if grep -qs "^$1=" "$HOME_DIR/given.env"; then
    recall given.env "$1"
  elif [[ $1 == IMPRIMATUR_REGISTRY || $1 == IMPRIMATUR_STAGING ]]; then
    value=$(recall stack.env "$1")
    [[ $value == localhost:* ]] || printf '%s' "$value"
  fi
}

environment_as_json() {
  awk '{
      key = $0; sub(/=.*/, "", key)
      value = $0; sub(/^[^=]*=/, "", value); gsub(/\\/, "\\\\\\\\", value); gsub(/"/, "\\\"", value)
      printf "%s  \"%s\": \"%s\"", (NR > 1 ? ",\n" : "{\n"), key, value
    }
    END { print "\n}" }' "$HOME_DIR/stack.env"
}

# settle_catalog [warn]: the catalogue that is asked for, else the one that this home has, else the one in this checkout. One that is
# gone ends what is to work on it.
settle_catalog() {
  local former
  former=$(recall catalog.env CATALOG)
  if [[ -z $CATALOG ]]; then
    CATALOG=$(home_catalog)
    [[ -d $CATALOG ]] || "${1:-die}" "the catalogue of this home, $CATALOG, is gone: name another with up --catalog"
  elif [[ -n $former && $former != "$CATALOG" ]]; then
    note "the catalogue is now $CATALOG; it was $former"
  fi
}

home_catalog() {
  local former
  former=$(recall catalog.env CATALOG)
  printf '%s' "${former:-$ROOT/catalog}"
}

# Whether something listens on this port of the loopback interface.
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

port_promised() { grep -q "=$1\$" "$HOME_DIR/ports.env" 2>/dev/null; }

# Between the choice of a port and the moment that its part listens, another home's script could choose it too. So the
# choice is written where all of them look, and counts for as long as the script that made it runs.
PORT_PROMISES=/tmp/imprimatur-ports-$EUID

promise_elsewhere() {
  local pid started
  { read -r pid started <"$PORT_PROMISES/$1"; } 2>/dev/null || return 1
  [[ -n $started && $pid != "$$" && $(start_time "$pid") == "$started" ]]
}

port_unavailable() { port_taken "$1" || promise_elsewhere "$1"; }

# choose_port PART: PORT becomes the part's port: the one it had, else the preferred one, else the next that is free.
choose_port() {
  local lock
  (umask 077 && mkdir -p "$PORT_PROMISES")
  [[ -O $PORT_PROMISES ]] || die "$PORT_PROMISES belongs to another user: remove it"
  exec {lock}>"$PORT_PROMISES/lock"
  flock "$lock"
  pick_port "$1"
  printf '%s %s\n' "$$" "$(start_time "$$")" >"$PORT_PROMISES/$PORT"
  exec {lock}>&-
}

pick_port() {
  local part=$1 preferred
  PORT=$(recall ports.env "$part")
  if [[ -n $PORT ]]; then
    if running "$part" || ! port_unavailable "$PORT"; then return; fi
    if [[ $part == production || $part == staging ]]; then
      die "port $PORT of the $part registry is taken by another process, and the images' names contain it: free the port, or set another one for '$part' in $HOME_DIR/ports.env"
    fi
    note "port $PORT of $part is taken, choosing another"
  fi
  preferred=$(preferred_port "$part")
  PORT=$preferred
  while port_promised "$PORT" || port_unavailable "$PORT"; do PORT=$((PORT + (PORT == preferred ? 10000 : 1))); done
  remember ports.env "$part" "$PORT"
}

preferred_port() {
  case $1 in
    production) echo 5000 ;;
    staging) echo 5001 ;;
    kafka) echo 9092 ;;
    kafka-users) echo 9093 ;;
    postgres) echo 5433 ;;
    package-cache) echo 3142 ;;
    console) echo 8080 ;;
    renderer) echo 8081 ;;
    builder | builder-1) echo 8082 ;;
    tester) echo 8083 ;;
    publisher) echo 8084 ;;
    builder-*) echo $((8090 + ${1#builder-})) ;;
  esac
}
