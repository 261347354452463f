# shellcheck shell=bash
# What the script needs of this machine. `setup`, `up`, `demo` and `test` look at all of it before they install or start
# anything, and say at once what is missing; `doctor` shows the same checks among others.

# What the stack takes, as docs/operating/sizing.md and README.md say: with one builder, and for each further one.
NEEDED_MEMORY_MIB=2048
BUILDER_MEMORY_MIB=330
# What its parts hold when there is nothing to do. With less the kernel ends one of them.
LEAST_MEMORY_MIB=1536
LEAST_AVAILABLE_MIB=256
NEEDED_DISK_MIB=2048
# Programs and class data alone.
NEW_HOME_MIB=1024
# Kafka and PostgreSQL end when they cannot write.
LEAST_FREE_MIB=64

# check_needs KIND: what cannot work ends it here. KIND is stack, test (an engine, with or without a stack) or quick (neither).
check_needs() {
  local lines failed
  lines=$(needs "$1")
  failed=$(grep $'^[^\t]*\tfailed\t' <<<"$lines" || true)
  if [[ -n $failed ]]; then
    { printf '✗ nothing was installed or started, since this machine lacks what is needed:\n' && print_needs <<<"$failed"; } >&2
    exit 1
  fi
  # What else is only to look at, the script sees to itself.
  grep -E $'^(memory|disk)\twarning\t' <<<"$lines" | print_needs >&2 || true
}

print_needs() { awk -F '\t' '{ printf "%s %-9s %s\n", ($2 == "failed" ? " " : "!"), $1, $3; if ($4 != "") printf "  %-9s → %s\n", "", $4 }'; }

# needs KIND: one line a check, as doctor has them.
needs() {
  local machine
  machine=$(by_step machine check_machine)
  printf '%s\n' "$machine"
  # Elsewhere nothing else can be measured.
  [[ $machine != *$'\tfailed\t'* ]] || return 0
  diagnose_tools "$1"
  by_step jdk ensure_jdk
  diagnose_disk "$1"
  if [[ $1 == quick ]]; then return; fi
  diagnose_memory
  diagnose_ports
  if command -v docker >/dev/null && ! can_start_engine; then diagnose_engine; fi
  diagnose_registries
}

# What a home runs is made for one kind of machine: PostgreSQL's programs, and tools that only Linux has.
check_machine() {
  local machine
  machine="$(uname -s) on $(uname -m)"
  [[ $machine == "Linux on x86_64" || $machine == "Linux on aarch64" ]] ||
    die "a home runs on Linux on x86_64 or aarch64, and this is $machine. Commands that ask a console run here: set IMPRIMATUR_CONSOLE"
}

# diagnosis CHECK RESULT FOUND [ADVICE]
diagnosis() {
  local line
  printf -v line '%s\t%s\t%s\t%s' "$1" "$2" "${3//$'\t'/ }" "${4:-}"
  printf '%s\n' "${line//[$'\n\r\e']/ }"
}

# by_step CHECK COMMAND…: what set-up does at this step; it dies with what to do.
by_step() {
  local check=$1 said
  shift
  DETAIL=""
  if said=$({ "$@" && printf '%s' "$DETAIL"; } 2>&1); then
    diagnosis "$check" ok "${said:-$(uname -s) on $(uname -m)}"
  else
    said=${said#✗ }
    diagnosis "$check" failed "${said%%: *}" "${said#*: }"
  fi
}

# too_little CHECK FOUND ADVICE: it has failed, unless the user knows better.
too_little() {
  if [[ ${IMPRIMATUR_TOO_LITTLE:-refuse} == allow ]]; then
    diagnosis "$1" warning "$2" "$3"
  else
    diagnosis "$1" failed "$2" "$3; IMPRIMATUR_TOO_LITTLE=allow tries it all the same"
  fi
}

# diagnose_tools KIND: where we may not install packages of Debian, the programs themselves.
diagnose_tools() {
  local missing=() tool
  if has_packages; then
    mapfile -t missing < <(missing_for "$1")
    tool="install them (apt-get install --no-install-recommends ${missing[*]}), or leave --no-install out"
  else
    for tool in $(tools_for "$1"); do command -v "$tool" >/dev/null || missing+=("$tool"); done
    tool="install them (Debian: apt-get install curl docker.io maven npm tar util-linux)"
  fi
  if ((${#missing[@]} == 0)); then
    diagnosis tools ok "$(tools_for "$1" | tr '\n' ' ')and what else the script calls"
  elif can_install; then
    diagnosis tools warning "missing: ${missing[*]}" "./imprimatur setup installs them"
  else
    diagnosis tools failed "missing: ${missing[*]}" "$tool"
  fi
}

tools_for() {
  if [[ $1 != quick ]]; then printf '%s\n' curl docker tar; fi
  printf 'flock\n'
  if [[ $1 != stack ]]; then printf 'npm\n'; fi
  if [[ $1 != stack ]] || ! compgen -G "$ROOT/cli/target/*.jar" >/dev/null; then printf 'mvn\n'; fi
}

diagnose_memory() {
  local builders needed found more="the whole stack takes about %d MiB, and builds take more: docs/operating/sizing.md"
  if ! measure_memory; then
    diagnosis memory warning "not known" "the stack takes about $NEEDED_MEMORY_MIB MiB"
    return
  fi
  builders=${BUILDERS:-$(recall builders.env BUILDERS)}
  needed=$((NEEDED_MEMORY_MIB + (${builders:-1} - 1) * BUILDER_MEMORY_MIB))
  # shellcheck disable=SC2059 # the form is above
  printf -v more "$more" "$needed"
  found="$MEMORY_MIB MiB$MEMORY_OF, $AVAILABLE_MIB MiB of them available"
  if ((MEMORY_MIB + SWAP_MIB < LEAST_MEMORY_MIB)); then
    too_little memory "$found" "$more"
  elif ((MEMORY_MIB < needed)); then
    diagnosis memory warning "$found" "$more"
  elif ((AVAILABLE_MIB < LEAST_AVAILABLE_MIB)) || { ((AVAILABLE_MIB < needed)) && ! running local-stack; }; then
    diagnosis memory warning "$found" "end something else, or start fewer builders (up --builders 1): the stack takes about $needed MiB"
  else
    diagnosis memory ok "$found"
  fi
}

# MEMORY_MIB, AVAILABLE_MIB and SWAP_MIB of this machine, or of the cgroup whose bound is lower, as in a container: there the
# machine's own says nothing.
measure_memory() {
  local hierarchy controllers path
  [[ -r ${MEMINFO:-/proc/meminfo} ]] || return 1
  MEMORY_OF="" MEMORY_MIB=$(memory_mib MemTotal) AVAILABLE_MIB=$(memory_mib MemAvailable) SWAP_MIB=$(memory_mib SwapTotal)
  while IFS=: read -r hierarchy controllers path; do
    if [[ ,$controllers, == *,memory,* ]]; then
      bound_by_cgroups /memory "$path" memory.limit_in_bytes memory.usage_in_bytes total_
    elif [[ $hierarchy == 0 ]]; then
      bound_by_cgroups "" "$path" memory.max memory.current ""
    fi
  done < <(cat "${CGROUPS_OF:-/proc/self/cgroup}")
} 2>/dev/null

memory_mib() { awk -v key="$1:" '$1 == key { found = int($2 / 1024) } END { print found + 0 }' "${MEMINFO:-/proc/meminfo}"; }

# bound_by_cgroups MOUNT PATH LIMIT USAGE PREFIX: by this cgroup and by each above it. What files hold there is given back when wanted.
bound_by_cgroups() {
  local mount=${CGROUPS:-/sys/fs/cgroup}$1 path=${2%/} limit used files free
  while true; do
    if [[ -r $mount$path/$3 ]]; then
      limit=$(<"$mount$path/$3")
      if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1048576 < MEMORY_MIB)); then
        used=$(<"$mount$path/$4")
        files=$(awk -v prefix="$5" '$1 == prefix "active_file" || $1 == prefix "inactive_file" { sum += $2 } END { printf "%d", sum }' "$mount$path/memory.stat")
        free=$(((limit - used + files) / 1048576))
        MEMORY_MIB=$((limit / 1048576)) SWAP_MIB=0 MEMORY_OF=" (the limit of its cgroup)"
        AVAILABLE_MIB=$((free < AVAILABLE_MIB ? free : AVAILABLE_MIB))
      fi
    fi
    [[ -n $path ]] || return 0
    path=${path%/*}
  done
}

free_mib() { df -Pm "$HOME_DIR" 2>/dev/null | awk 'NR == 2 { print $4 }'; }

disk_is_full() {
  local free
  free=$(free_mib)
  [[ -n $free ]] && ((free < LEAST_FREE_MIB))
}

# diagnose_disk KIND
diagnose_disk() {
  local folder=$HOME_DIR free found
  while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
  free=$(HOME_DIR=$folder free_mib)
  found="$free MiB free for $HOME_DIR"
  if [[ $HOME_DIR == *[,:]* ]]; then
    diagnosis disk failed "the path $HOME_DIR has a comma or a colon, where programs take it for two" "choose another home with --home"
  elif [[ ! -w $folder ]]; then
    diagnosis disk failed "$(id -un) cannot write $folder" "choose another home with --home"
  elif [[ -z $free ]]; then
    diagnosis disk warning "not known for $HOME_DIR" "a home takes about 1 GB, and images come on top: docs/operating/sizing.md"
  elif ((free < LEAST_FREE_MIB)); then
    diagnosis disk failed "$found; broker and database end when it is full" "free some ($LEAST_FREE_MIB MiB at least), then ./imprimatur up"
  elif ((free < NEW_HOME_MIB)) && [[ $1 != quick && ! -d $(class_data) ]]; then
    too_little disk "$found" "a home takes about 1 GB before it has images: free some, or choose another disk with --home"
  elif ((free < NEEDED_DISK_MIB)); then
    diagnosis disk warning "$found" "a home takes about 1 GB, and images come on top: docs/operating/sizing.md"
  else
    diagnosis disk ok "$found"
  fi
}

# Of the parts that do not run: a registry's port is part of names, any other may change.
diagnose_ports() {
  local part port fixed=() others=()
  for part in production staging kafka kafka-users postgres console renderer tester publisher builder-1; do
    port=$(recall ports.env "$part")
    if ! port_taken "${port:-$(preferred_port "$part")}" || part_runs "$part"; then continue; fi
    if [[ -n $port && ($part == production || $part == staging) ]]; then
      fixed+=("$port ($part)")
    else
      others+=("${port:-$(preferred_port "$part")} ($part)")
    fi
  done
  if ((${#fixed[@]} > 0)); then
    diagnosis ports failed "taken by another process: ${fixed[*]}" "free them, since the images' names contain them, or set others in $HOME_DIR/ports.env"
  elif ((${#others[@]} > 0)); then
    diagnosis ports warning "taken by another process: ${others[*]}" "nothing: ./imprimatur up chooses others, and ./imprimatur env prints them"
  else
    diagnosis ports ok "none that is needed is taken"
  fi
}

# part_runs PART: or is not this home's to run.
part_runs() {
  case $1 in
    production | staging) is_given "$1" || running "$1" || DOCKER_HOST=$(recall stack.env DOCKER_HOST) registry_container_runs "$1" ;;
    kafka | kafka-users | postgres) running local-stack ;;
    *) running "$1" ;;
  esac
}

# is_given PART: whether it is a registry that this home does not run itself.
is_given() {
  local variable
  case $1 in
    production) variable=IMPRIMATUR_REGISTRY ;;
    staging) variable=IMPRIMATUR_STAGING ;;
    *) return 1 ;;
  esac
  [[ -n ${!variable:-} && ${!variable} != "localhost:$(recall ports.env "$1")" ]]
}

diagnose_engine() {
  local engine denying
  engine=$(answering_engine)
  denying=$([[ -n $engine ]] || denying_engine)
  if [[ -n $engine ]]; then
    diagnosis engine ok "answers at $engine"
  elif [[ -n $denying ]]; then
    diagnosis engine failed "permission denied at $denying" "$(how_to_be_let_in)"
  elif can_start_engine; then
    diagnosis engine ok "none answers; ./imprimatur up starts one"
  else
    diagnosis engine failed "none answers" "start one and set DOCKER_HOST (on Debian as root ./imprimatur up runs one)"
  fi
}

# Those that the environment names, and that this home does not run.
diagnose_registries() {
  local part variable
  for part in production staging; do
    is_given "$part" || continue
    if [[ $part == production ]]; then variable=IMPRIMATUR_REGISTRY; else variable=IMPRIMATUR_STAGING; fi
    if address_answers "${!variable}"; then
      diagnosis "$part" ok "$variable=${!variable} answers"
    else
      diagnosis "$part" failed "$variable=${!variable} does not answer" "start it, or give an empty value to have one run here: $variable= ./imprimatur up"
    fi
  done
}
