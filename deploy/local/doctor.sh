# shellcheck shell=bash
# Whether what the script, the CLI and this home's stack need is there and answers. Looks only, and makes nothing.

# What the stack takes, as docs/operating/sizing.md and README.md say.
NEEDED_MEMORY_MIB=2048
LEAST_MEMORY_MIB=256
NEEDED_DISK_MIB=2048
MOST_SKEW_S=60

command_doctor() {
  local lines
  [[ $# == 0 || $* == --json ]] || usage_error "doctor takes only --json"
  use_home
  lines=$(diagnoses)
  if [[ ${1:-} == --json ]]; then
    awk -F '\t' 'function text(value) { gsub(/\\/, "\\\\", value); gsub(/"/, "\\\"", value); return "\"" value "\"" }
      BEGIN { print "[" }
      { printf "%s  {\"check\":%s,\"result\":%s,\"found\":%s,\"advice\":%s}", (NR > 1 ? ",\n" : ""),
          text($1), text($2), text($3), ($4 == "" ? "null" : text($4)) }
      END { print "\n]" }' <<<"$lines"
  else
    awk -F '\t' 'BEGIN { form = "%-13s %-8s %s\n"; printf form, "CHECK", "RESULT", "FOUND" }
      { printf form, $1, $2, $3; if ($4 != "") printf form, "", "", "→ " $4 }
      { count[$2]++ }
      END { printf "\n%d ok, %d to look at, %d failed\n", count["ok"], count["warning"], count["failed"] }' <<<"$lines"
  fi
  ! grep -q $'^[^\t]*\tfailed\t' <<<"$lines"
}

# One line a check: name, ok, warning or failed, what was found, what to do; tabs between.
diagnoses() {
  by_step machine check_machine
  by_step jdk ensure_jdk
  diagnose_tools
  diagnose_memory
  diagnose_disk
  diagnose_clock
  diagnose_programs
  if [[ -f $HOME_DIR/stack.env ]]; then
    export_environment
    diagnose_parts
  else
    diagnose_without_stack
  fi
  diagnose_ports
  diagnose_token
  diagnose_catalog
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

diagnose_tools() {
  local tool missing=()
  for tool in curl docker flock tar; do command -v "$tool" >/dev/null || missing+=("$tool"); done
  if ! compgen -G "$ROOT/cli/target/*.jar" >/dev/null && ! command -v mvn >/dev/null; then missing+=(mvn); fi
  if ((${#missing[@]} == 0)); then
    diagnosis tools ok "curl, docker and what else the script calls"
  elif can_install; then
    diagnosis tools warning "missing: ${missing[*]}" "./imprimatur setup installs them"
  else
    diagnosis tools failed "missing: ${missing[*]}" "install them (Debian: apt-get install curl docker.io maven util-linux)"
  fi
}

diagnose_memory() {
  local total free found
  total=$(memory_mib MemTotal)
  free=$(memory_mib MemAvailable)
  found="$total MiB, $free MiB of them available"
  if ((total < NEEDED_MEMORY_MIB)); then
    diagnosis memory warning "$found" "the whole stack takes about $NEEDED_MEMORY_MIB MiB, and builds take more: docs/operating/sizing.md"
  elif ((free < LEAST_MEMORY_MIB)); then
    diagnosis memory warning "$found" "end something else, or start fewer builders (up --builders 1)"
  else
    diagnosis memory ok "$found"
  fi
}

memory_mib() { awk -v key="$1:" '$1 == key { print int($2 / 1024) }' "${MEMINFO:-/proc/meminfo}"; }

diagnose_disk() {
  local folder=$HOME_DIR free found
  while [[ ! -d $folder ]]; do folder=$(dirname "$folder"); done
  free=$(HOME_DIR=$folder free_mib)
  found="$free MiB free for $HOME_DIR"
  if [[ ! -w $folder ]]; then
    diagnosis disk failed "$(id -un) cannot write $folder" "choose another home with --home"
  elif ((free < LEAST_FREE_MIB)); then
    diagnosis disk failed "$found; broker and database end when it is full" "free some, then ./imprimatur up"
  elif ((free < NEEDED_DISK_MIB)); then
    diagnosis disk warning "$found" "a home takes about 1 GB, and images come on top: docs/operating/sizing.md"
  else
    diagnosis disk ok "$found"
  fi
}

# A clock that is behind takes certificates for not yet valid; one that differs from the console's misreads times.
diagnose_clock() {
  local now made skew=0 date
  now=$(date +%s)
  made=$(stat -c %Y "$ROOT/pom.xml")
  date=$(console_date)
  if [[ -n $date ]]; then skew=$((now - $(date -d "$date" +%s))); fi
  if ((now < made - 86400)); then
    diagnosis clock failed "$(date -u +%FT%TZ), and this checkout is of $(date -u -d "@$made" +%FT%TZ)" "set the clock"
  elif ((${skew#-} > MOST_SKEW_S)); then
    diagnosis clock warning "differs from the console's by ${skew#-} s" "set both clocks (NTP)"
  elif [[ $(timeout 2 timedatectl show -P NTPSynchronized 2>/dev/null) == no ]]; then
    diagnosis clock warning "$(date -u +%FT%TZ), not synchronised" "switch NTP on (timedatectl set-ntp true)"
  else
    diagnosis clock ok "$(date -u +%FT%TZ)"
  fi
}

console_date() {
  local console
  console=$(recall stack.env IMPRIMATUR_CONSOLE)
  console=${console:-${IMPRIMATUR_CONSOLE:-}}
  [[ -z $console ]] || curl -sS -o /dev/null -D - --noproxy '*' --max-time 2 "$console/q/health/ready" 2>/dev/null |
    tr -d '\r' | sed -n 's/^[Dd]ate: //p' || true
}

# Whether they are built of what the checkout has, and whether what runs is of that build.
diagnose_programs() {
  local part reason older=()
  reason=$(stale "$ROOT/target/built")
  for part in $(started_services); do
    if running "$part" && [[ $(program_jar "${part%%-*}") -nt $HOME_DIR/programs/$part/quarkus-run.jar ]]; then older+=("$part"); fi
  done
  if [[ -n $reason ]]; then
    diagnosis programs warning "$(version): $reason" "./imprimatur setup builds what is not of this checkout"
  elif ((${#older[@]} > 0)); then
    diagnosis programs warning "$(version), built after these were started: ${older[*]}" "./imprimatur down, then up"
  else
    diagnosis programs ok "$(version)"
  fi
}

# As `status` sees them.
diagnose_parts() {
  local name state address process
  while IFS=$'\t' read -r name state _ address _; do
    process=$(process_of "$name")
    if [[ $state == up ]]; then
      diagnosis "$name" ok "answers at $address"
    elif ended "$process"; then
      diagnosis "$name" failed "ended by itself" "./imprimatur up starts it again; its log: $LOG_DIR/$process.log"
    elif [[ $state == denied ]]; then
      diagnosis "$name" failed "permission denied at $address" "$(how_to_be_let_in)"
    elif [[ $state == starting ]]; then
      diagnosis "$name" failed "runs, and does not answer at $address" "if it has not just been started, its log says why: $LOG_DIR/$process.log"
    elif [[ $name == engine && $(recall stack.env DOCKER_HOST) != "$(own_engine)" ]]; then
      diagnosis "$name" failed "does not answer at $address" "start it, and check that $(id -un) may use it"
    elif is_given "$name"; then
      diagnosis "$name" failed "does not answer at $address" "start it, and check that this machine reaches it"
    else
      diagnosis "$name" warning "is not running" "./imprimatur up starts it"
    fi
  done < <(status_lines)
}

process_of() {
  case $1 in
    engine) printf dockerd ;;
    kafka | postgres) printf local-stack ;;
    packages) printf package-cache ;;
    *) printf '%s' "$1" ;;
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

# Nothing is set up here: there may be an engine, and a console elsewhere.
diagnose_without_stack() {
  local engine denying part variable
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
  for part in production staging; do
    if [[ $part == production ]]; then variable=IMPRIMATUR_REGISTRY; else variable=IMPRIMATUR_STAGING; fi
    [[ -n ${!variable:-} ]] || continue
    if address_answers "${!variable}"; then
      diagnosis "$part" ok "$variable=${!variable} answers"
    else
      diagnosis "$part" failed "$variable=${!variable} does not answer" "start it, or unset $variable to have one run here"
    fi
  done
  if [[ -z ${IMPRIMATUR_CONSOLE:-} ]]; then
    diagnosis stack warning "nothing is set up in $HOME_DIR" "./imprimatur up, or name a console in IMPRIMATUR_CONSOLE"
  elif answers "$IMPRIMATUR_CONSOLE/q/health/ready"; then
    diagnosis console ok "answers at $IMPRIMATUR_CONSOLE"
  else
    diagnosis console failed "does not answer at $IMPRIMATUR_CONSOLE" "check IMPRIMATUR_CONSOLE, and that this machine reaches it"
  fi
}

# Of the parts that do not run: a registry's port is part of names, any other may change.
diagnose_ports() {
  local part port fixed=() others=()
  for part in production staging kafka kafka-users postgres console renderer tester publisher builder-1; do
    port=$(recall ports.env "$part")
    if part_runs "$part" || ! port_taken "${port:-$(preferred_port "$part")}"; then continue; fi
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
    production) is_given "$1" || registry_answers IMPRIMATUR_REGISTRY ;;
    staging) is_given "$1" || registry_answers IMPRIMATUR_STAGING ;;
    kafka | kafka-users | postgres) running local-stack ;;
    *) running "$1" ;;
  esac
}

# It goes to the console's address alone, as the CLI sends it, and never onto a command line.
diagnose_token() {
  local file=${IMPRIMATUR_TOKEN_FILE:-} token=${IMPRIMATUR_TOKEN:-}
  if [[ -n $token ]]; then
    diagnose_shown_token "$token"
  elif [[ -z $file ]]; then
    diagnosis token warning "none is named" "to look needs none on this machine; to rebuild, set IMPRIMATUR_TOKEN_FILE (docs/operating/access.md)"
  elif [[ ! -e $file ]]; then
    diagnosis token warning "there is no file $file" "the console of this home makes it when it starts; or name another in IMPRIMATUR_TOKEN_FILE"
  elif [[ ! -r $file || ! -s $file ]]; then
    diagnosis token failed "$(id -un) can read no token from $file" "ask its owner, or name another file in IMPRIMATUR_TOKEN_FILE"
  elif ((8#$(stat -Lc %a "$file") & 8#044)); then
    diagnosis token warning "others can read $file" "chmod 600 $file"
  else
    read -r token <"$file" || true
    diagnose_shown_token "$token"
  fi
}

# Only a console that is named is shown it. What answers where this home's was may be another home's by now: that is not.
diagnose_shown_token() {
  local token=$1 status=000
  if [[ -z ${IMPRIMATUR_CONSOLE:-} ]]; then
    diagnosis token warning "there is one, and no console is named that would know it" "./imprimatur up, or name a console in IMPRIMATUR_CONSOLE"
    return
  fi
  if [[ -z $(recall stack.env IMPRIMATUR_CONSOLE) ]] || home_console_ready; then status=$(status_with_token "$token"); fi
  case $status in
    200 | 403) diagnosis token ok "the console knows it" ;;
    401) diagnosis token failed "the console refuses it" "make another (./imprimatur tokens create), or name another file in IMPRIMATUR_TOKEN_FILE" ;;
    000) diagnosis token warning "there is one, and the console that would know it does not answer" "./imprimatur up" ;;
    *) diagnosis token warning "not checked: $IMPRIMATUR_CONSOLE answers with status $status" "check that IMPRIMATUR_CONSOLE names a console" ;;
  esac
}

home_console_ready() { [[ $IMPRIMATUR_CONSOLE == "http://localhost:$(recall ports.env console)" ]] && service_ready console; }

# The list of tokens is for admins even where looking is open, so the console checks the token: it answers 403 to any other that it knows.
status_with_token() {
  local token=$1
  token=${token//\\/\\\\}
  printf 'header = "Authorization: Bearer %s"\n' "${token//\"/\\\"}" | curl -sS -K - -o /dev/null -w '%{http_code}' \
    --noproxy '*' --max-time 5 "$IMPRIMATUR_CONSOLE/api/tokens" 2>/dev/null || true
}

diagnose_catalog() {
  local catalog said result=0
  catalog=${IMPRIMATUR_CATALOG:-$(home_catalog)}
  if [[ ! -r $catalog/catalog.yaml ]]; then
    diagnosis catalogue failed "there is no $catalog/catalog.yaml that can be read" "name a catalogue with ./imprimatur up --catalog"
    return
  fi
  said=$(checked_catalog "$catalog" 2>/dev/null) || result=$?
  said=$(tail -n 1 <<<"$said")
  case $result:$said in
    0:*) diagnosis catalogue ok "$said" ;;
    # A JVM that cannot start ends with 1 too, and finds no mistake.
    1:?*) diagnosis catalogue failed "$said" "./imprimatur catalog lint $catalog" ;;
    *) diagnosis catalogue warning "not checked: $catalog can be read" "once JDK and programs are there: ./imprimatur catalog lint $catalog" ;;
  esac
}

# checked_catalog FOLDER: with a copy of what this home remembers of feeds, since to ask them is to remember their answers.
checked_catalog() (
  ensure_jdk
  compgen -G "$ROOT/cli/target/*.jar" >/dev/null || exit 2
  feeds=$(mktemp -d) || exit 2
  trap 'rm -rf "$feeds"' EXIT
  if [[ -d $HOME_DIR/feeds ]]; then cp -R "$HOME_DIR/feeds/." "$feeds" || exit 2; fi
  cli catalog lint "$1" --feeds "$feeds"
)
