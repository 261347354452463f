# shellcheck shell=bash
# Whether what the script, the CLI and this home's stack need is there and answers. Looks only, and makes nothing.

MOST_SKEW_S=60

command_doctor() {
  local lines
  [[ $# == 0 || $* == --json ]] || usage_error "doctor takes only --json"
  use_home
  lines=$(diagnoses)
  if [[ ${1:-} == --json ]]; then
    awk -F '\t' 'function text(value) { gsub(/\\/, "\\\\\\\\", value); gsub(/"/, "\\\"", value); return "\"" value "\"" }
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
  diagnose_tools stack
  diagnose_memory
  diagnose_disk stack
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

# A clock that is behind takes certificates for not yet valid; one that differs from the console's misreads times.
diagnose_clock() {
  local now made skew=0 answer console
  now=$(date +%s)
  made=$(stat -c %Y "$ROOT/pom.xml")
  answer=$(console_date)
  # Another program may answer in the console's place, and say anything.
  if [[ -n $answer ]] && console=$(date -d "$answer" +%s 2>/dev/null); then skew=$((now - console)); fi
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

# Nothing is set up here: there may be an engine, and a console elsewhere.
diagnose_without_stack() {
  diagnose_engine
  diagnose_registries
  if [[ -z ${IMPRIMATUR_CONSOLE:-} ]]; then
    diagnosis stack warning "nothing is set up in $HOME_DIR" "./imprimatur up, or name a console in IMPRIMATUR_CONSOLE"
  elif answers "$IMPRIMATUR_CONSOLE/q/health/ready"; then
    diagnosis console ok "answers at $IMPRIMATUR_CONSOLE"
  else
    diagnosis console failed "does not answer at $IMPRIMATUR_CONSOLE" "check IMPRIMATUR_CONSOLE, and that this machine reaches it"
  fi
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
