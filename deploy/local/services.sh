# shellcheck shell=bash
# Broker, database and the five services.

# take_programs PART FILE…: copies them into the home. A build would otherwise pull them away under what runs. Their
# times stay, or else the JVM takes them for other files than those whose class data it has.
take_programs() {
  local target=$HOME_DIR/programs/$1
  shift
  rm -rf "$target"
  mkdir -p "$target"
  lock_programs
  cp -rp --reflink=auto "$@" "$target"
  unlock_programs
}

start_local_stack() {
  local deadline=$((SECONDS + 90)) tries=1
  make_database_login
  stop_parts_without_logins
  if ! running local-stack; then
    say_why_it_ended local-stack
    launch_local_stack
  fi
  until local_stack_ready; do
    if ! running local-stack; then
      if ! port_was_taken local-stack || ((tries++ == MOST_PORTS)); then
        die_with_log "$LOG_DIR/local-stack.log" "local-stack stopped while it was starting"
      fi
      note "a port of local-stack was taken while it was starting, choosing another"
      launch_local_stack
    fi
    ((SECONDS < deadline)) || die_with_log "$LOG_DIR/local-stack.log" "local-stack was not ready within 90 s"
    sleep 0.1
  done
  remember stack.env IMPRIMATUR_KAFKA "localhost:$(recall ports.env kafka)"
  remember stack.env IMPRIMATUR_KAFKA_USERS "localhost:$(recall ports.env kafka-users)"
  remember stack.env IMPRIMATUR_POSTGRES "localhost:$(recall ports.env postgres)/imprimatur"
  DETAIL="Kafka localhost:$(recall ports.env kafka), PostgreSQL localhost:$(recall ports.env postgres)"
}

# It writes its addresses when both answer. Its log says so too, but is cut when it grows large.
local_stack_ready() { [[ $HOME_DIR/local-stack/local-stack.env -nt $RUN_DIR/local-stack.pid ]]; }

# Services of this home, and of no other, get into its database: by a role and a password that local-stack sets when it
# starts. The role imprimatur, with a password that all homes share, stays for what is run by hand, and for a release before
# this one. No command line shows it; config_ordinal puts it before what a service brings along.
make_database_login() {
  local file=$HOME_DIR/database/services.properties
  if [[ -s $file ]]; then return; fi
  (umask 077 && mkdir -p "$HOME_DIR/database" &&
    printf 'config_ordinal=270\nquarkus.datasource.username=services\nquarkus.datasource.password=%s\n' "$(random_word)" >"$file.new")
  mv "$file.new" "$file"
}

random_word() { od -An -tx1 -N32 /dev/urandom | tr -d ' \n'; }

# A broker of a release before Kafka had users knows none. A database knows no login of services that was started without it, or
# before that login was made. Services end before both.
stop_parts_without_logins() {
  local command
  running local-stack || return 0
  command=/proc/$(pid_of local-stack)/cmdline
  if grep -qzx -e --users "$command" && grep -qzx -e --services-login "$command" &&
    [[ ! $HOME_DIR/database/services.properties -nt $RUN_DIR/local-stack.pid ]]; then return; fi
  note "services get logins to broker and database: what runs without them starts again"
  stop_services
  stop 20 local-stack
}

launch_local_stack() {
  local kafka users postgres options programs=$HOME_DIR/programs/local-stack
  stop_orphaned_postgres
  choose_port kafka && kafka=$PORT
  choose_port kafka-users && users=$PORT
  choose_port postgres && postgres=$PORT
  take_programs local-stack "$ROOT"/local-stack/target/{local-stack-*.jar,lib}
  # What a release before this one unpacked there.
  rm -rf "$HOME_DIR"/local-stack/postgres/programs-*
  mapfile -t options < <(class_data_options local-stack)
  launch local-stack "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "${options[@]}" \
    -cp "$programs/*:$programs/lib/*" dev.imprimatur.localstack.LocalStack \
    --home "$HOME_DIR/local-stack" --programs "$(class_data)" --kafka-port "$kafka" --postgres-port "$postgres" \
    --users "$HOME_DIR/kafka" --users-port "$users" --services-login "$HOME_DIR/database/services.properties" --logs "$LOG_DIR"
}

# How many ports a part tries that something else takes between the choice and the start.
MOST_PORTS=5

# port_was_taken PART: whether that is why it ended; local-stack and Quarkus say so in words of their own.
port_was_taken() {
  grep -qE 'is taken: stop what listens|[Aa]ddress already in use|already bound|in use by another process' "$LOG_DIR/$1.log"
}

# PostgreSQL outlives a launcher that is killed; it is ours if it works in our data folder.
stop_orphaned_postgres() {
  local data=$HOME_DIR/local-stack/postgres/data pid deadline=$((SECONDS + 10))
  pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 0
  [[ $(readlink "/proc/$pid/cwd" 2>/dev/null) == "$data" ]] || return 0
  kill -INT "$pid"
  while [[ -n $(start_time "$pid") ]]; do
    ((SECONDS < deadline)) || die "PostgreSQL (process $pid) was left behind and does not stop: end it"
    sleep 0.1
  done
}

# The parts that run as services; a builder for each of --builders.
service_parts() {
  local number
  printf '%s\n' renderer tester publisher console
  for ((number = 1; number <= ${BUILDERS:-1}; number++)); do printf 'builder-%d\n' "$number"; done
}

# As many builders as are asked for, else as this home had. One that was brought up before that was remembered has a pid file
# for each.
settle_builders() {
  local part
  BUILDERS=${BUILDERS:-$(recall builders.env BUILDERS)}
  if [[ -z $BUILDERS ]]; then
    BUILDERS=1
    for part in $(started_services); do
      if [[ $part == builder-* ]] && ((${part#builder-} > BUILDERS)); then BUILDERS=${part#builder-}; fi
    done
  fi
  remember builders.env BUILDERS "$BUILDERS"
}

# Those of an earlier start with more of them. What they build goes back to the others.
stop_surplus_builders() {
  local part surplus=()
  for part in $(started_services); do
    if [[ $part == builder-* ]] && ((${part#builder-} > ${BUILDERS:-1})); then surplus+=("$part"); fi
  done
  if ((${#surplus[@]} == 0)); then return; fi
  note "stopping ${surplus[*]}, since there are to be ${BUILDERS:-1}"
  stop 20 "${surplus[@]}"
}

# An empty one takes back what was remembered.
remember_engines() {
  local engine
  for engine in ${ENGINES[@]+"${ENGINES[@]}"}; do remember engines.env "${engine%%=*}" "${engine#*=}"; done
}

start_services() {
  local part parts started=0
  mapfile -t parts < <(service_parts)
  remember catalog.env CATALOG "$CATALOG"
  make_peer_secret
  stop_surplus_builders
  remember_engines
  # All ports first: the console gets the addresses of the others.
  for part in "${parts[@]}"; do choose_port "$part"; done
  stop_services_with_other_settings "${parts[@]}"
  for part in "${parts[@]}"; do
    if running "$part"; then continue; fi
    say_why_it_ended "$part"
    start_service "$part"
    started=$((started + 1))
  done
  await_services "${parts[@]}"
  remember stack.env IMPRIMATUR_CONSOLE "http://localhost:$(recall ports.env console)"
  remember stack.env IMPRIMATUR_INSTALLATION "$HOME_TAG"
  remember stack.env IMPRIMATUR_TOKEN_FILE "$HOME_DIR/console/token"
  DETAIL="${#parts[@]} ready, $started of them started now, on the catalogue $CATALOG"
}

# What services show each other, and no other program has. It appears with its whole content.
make_peer_secret() {
  local file=$HOME_DIR/peers/secret
  if [[ -s $file ]]; then return; fi
  (umask 077 && mkdir -p "$HOME_DIR/peers" && random_word >"$file.new")
  mv "$file.new" "$file"
}

# stop_services_with_other_settings PART…: those that run, and would be started with other settings now. Ports, engines,
# registries and the catalogue may be others by now, and a release before this one gave them less.
stop_services_with_other_settings() {
  local part other others=()
  for part in "$@"; do
    if ! running "$part"; then continue; fi
    other=$(other_settings "$part")
    if [[ -n $other ]]; then
      note "$part starts again with other settings: ${other//$'\n'/, }"
      others+=("$part")
    fi
  done
  if ((${#others[@]} > 0)); then stop 20 "${others[@]}"; fi
}

# other_settings PART: the names of settings that it runs without, or with another value.
other_settings() {
  LC_ALL=C comm -23 <(service_settings "$1" "${1%%-*}" "$(recall ports.env "$1")" | LC_ALL=C sort) \
    <(tr '\0' '\n' 2>/dev/null <"/proc/$(pid_of "$1")/environ" | LC_ALL=C sort) | sed 's/=.*//'
}

start_service() {
  local part=$1 service=${1%%-*} jar settings options
  jar=$(program_jar "$service")
  [[ -f $jar ]] || die "$jar is missing: build it (mvn -DskipTests package), or leave out --no-build"
  take_programs "$part" "$(dirname "$jar")/."
  mapfile -t settings < <(service_settings "$part" "$service" "$(recall ports.env "$part")")
  mapfile -t options < <(jvm_options "$service" && class_data_options "$part")
  # Only these settings: what a user's shell holds for the CLI must not become a service's configuration.
  launch "$part" env -u IMPRIMATUR_KAFKA -u IMPRIMATUR_KAFKA_USERS -u IMPRIMATUR_CONSOLE -u IMPRIMATUR_POSTGRES \
    -u IMPRIMATUR_TOKEN -u IMPRIMATUR_TOKEN_FILE -u QUARKUS_DATASOURCE_USERNAME -u QUARKUS_DATASOURCE_PASSWORD "${settings[@]}" \
    "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC "${options[@]}" -jar "$HOME_DIR/programs/$part/quarkus-run.jar"
}

# Services that hash and compress images do so in a third of the time with the JVM's second compiler, and the console,
# which verifies the signature of each event, records one in half of the time. Of the former it compiles what runs ten times as
# often as it would otherwise ask for: at start-up it would take two seconds of each. The console would take minutes until
# what records events is compiled, so there it begins as early as it does by itself. The renderer is ready sooner without it.
# IMPRIMATUR_SERVICE_JVM holds further options, with blanks between.
jvm_options() {
  case $1 in
    builder | tester | publisher)
      printf -- '-XX:Tier4InvocationThreshold=50000\n-XX:Tier4MinInvocationThreshold=6000\n'
      printf -- '-XX:Tier4CompileThreshold=150000\n-XX:Tier4BackEdgeThreshold=400000\n'
      ;;
    renderer) printf -- '-XX:TieredStopAtLevel=1\n' ;;
  esac
  # shellcheck disable=SC2086 # one word an option
  if [[ -n ${IMPRIMATUR_SERVICE_JVM:-} ]]; then printf '%s\n' $IMPRIMATUR_SERVICE_JVM; fi
}

service_settings() {
  local part=$1 service=$2 port=$3 engine
  engine=$(recall engines.env "$part")
  if running package-cache && fetches_through_cache "$part"; then
    printf 'IMPRIMATUR_ENGINE_PROXY_HTTP=%s\n' "$(package_cache_address)"
  fi
  printf '%s\n' \
    "IMPRIMATUR_MESSAGING_WORK_NAME=$part" \
    "QUARKUS_HTTP_HOST=127.0.0.1" \
    "QUARKUS_HTTP_PORT=$port" \
    "IMPRIMATUR_HTTP_INSTALLATION=$HOME_TAG" \
    "IMPRIMATUR_HTTP_PEER_SECRET=$HOME_DIR/peers/secret" \
    "IMPRIMATUR_HTTP_CALLERS=${IMPRIMATUR_HTTP_CALLERS:-peers}" \
    "KAFKA_BOOTSTRAP_SERVERS=localhost:$(recall ports.env kafka-users)" \
    "QUARKUS_CONFIG_LOCATIONS=$HOME_DIR/kafka/$service/kafka.properties,$HOME_DIR/database/services.properties" \
    "QUARKUS_DATASOURCE_JDBC_URL=jdbc:postgresql://localhost:$(recall ports.env postgres)/imprimatur?currentSchema=$service"
  case $service in
    renderer) printf '%s\n' \
      "IMPRIMATUR_RENDERER_CATALOG=$CATALOG" \
      "IMPRIMATUR_RENDERER_MIRRORS=${IMPRIMATUR_MIRRORS:-}" \
      "IMPRIMATUR_SIGNING_KEY_FILE=$HOME_DIR/keys/renderer.pem" \
      "IMPRIMATUR_SIGNING_TRUST_FOLDER=$HOME_DIR/keys/renderers" \
      "IMPRIMATUR_BUILDS_KEYS=$HOME_DIR/keys/builders" \
      "IMPRIMATUR_BUILDS_UNSIGNED=${IMPRIMATUR_BUILDS_UNSIGNED:-refuse}" \
      "IMPRIMATUR_TRUST_KEYS=$HOME_DIR/keys/trusted" \
      "IMPRIMATUR_PUBLICATIONS_KEYS=$HOME_DIR/keys/publishers" \
      "IMPRIMATUR_PUBLICATIONS_UNSIGNED=${IMPRIMATUR_PUBLICATIONS_UNSIGNED:-refuse}" \
      "IMPRIMATUR_RENDERER_UPSTREAM=$IMPRIMATUR_STAGING/upstream" \
      "IMPRIMATUR_RENDERER_PUBLISHER=http://localhost:$(recall ports.env publisher)" ;;
    builder) printf '%s\n' \
      "IMPRIMATUR_ENGINE_HOST=${engine:-$DOCKER_HOST}" \
      "IMPRIMATUR_ORDER_KEYS=$HOME_DIR/keys/renderers" \
      "IMPRIMATUR_ORDER_UNSIGNED=${IMPRIMATUR_ORDER_UNSIGNED:-refuse}" \
      "IMPRIMATUR_TRUST_KEYS=$HOME_DIR/keys/trusted" \
      "IMPRIMATUR_PUBLICATIONS_KEYS=$HOME_DIR/keys/publishers" \
      "IMPRIMATUR_PUBLICATIONS_UNSIGNED=${IMPRIMATUR_PUBLICATIONS_UNSIGNED:-refuse}" \
      "IMPRIMATUR_SIGNING_KEY_FILE=$HOME_DIR/keys/builder.pem" \
      "IMPRIMATUR_SIGNING_TRUST_FOLDER=$HOME_DIR/keys/builders" \
      "IMPRIMATUR_BUILDER_STAGING=$IMPRIMATUR_STAGING" \
      "IMPRIMATUR_BUILDER_CLIENT_CONFIGURATION=$HOME_DIR/client" ;;
    tester) printf '%s\n' \
      "IMPRIMATUR_ENGINE_HOST=${engine:-$DOCKER_HOST}" \
      "IMPRIMATUR_SIGNING_KEY_FILE=$HOME_DIR/keys/signing.pem" \
      "IMPRIMATUR_SIGNING_TRUST_FOLDER=$HOME_DIR/keys/trusted" \
      "IMPRIMATUR_ORDER_KEYS=$HOME_DIR/keys/renderers" \
      "IMPRIMATUR_ORDER_UNSIGNED=${IMPRIMATUR_ORDER_UNSIGNED:-refuse}" \
      "IMPRIMATUR_BUILDS_KEYS=$HOME_DIR/keys/builders" \
      "IMPRIMATUR_BUILDS_UNSIGNED=${IMPRIMATUR_BUILDS_UNSIGNED:-refuse}" \
      "IMPRIMATUR_TESTER_STAGING=$IMPRIMATUR_STAGING" ;;
    publisher) printf '%s\n' \
      "IMPRIMATUR_TRUST_KEYS=$HOME_DIR/keys/trusted" \
      "IMPRIMATUR_ORDER_KEYS=$HOME_DIR/keys/renderers" \
      "IMPRIMATUR_SIGNING_KEY_FILE=$HOME_DIR/keys/publisher.pem" \
      "IMPRIMATUR_SIGNING_TRUST_FOLDER=$HOME_DIR/keys/publishers" \
      "IMPRIMATUR_PUBLISHER_STAGING=$IMPRIMATUR_STAGING" \
      "IMPRIMATUR_PUBLISHER_PRODUCTION=$IMPRIMATUR_REGISTRY" ;;
    console) printf '%s\n' \
      "IMPRIMATUR_CONSOLE_RENDERER=http://localhost:$(recall ports.env renderer)" \
      "IMPRIMATUR_CONSOLE_BUILDER=$(builder_addresses)" \
      "IMPRIMATUR_CONSOLE_TESTER=http://localhost:$(recall ports.env tester)" \
      "IMPRIMATUR_CONSOLE_PUBLISHER=http://localhost:$(recall ports.env publisher)" \
      "IMPRIMATUR_CONSOLE_TOKEN_FILE_ADMIN=$HOME_DIR/console/token" \
      "IMPRIMATUR_CONSOLE_WEBHOOKS_ALLOW=${IMPRIMATUR_CONSOLE_WEBHOOKS_ALLOW:-127.0.0.0/8,::1}" \
      "IMPRIMATUR_ORDER_KEYS=$HOME_DIR/keys/renderers" \
      "IMPRIMATUR_ORDER_UNSIGNED=${IMPRIMATUR_ORDER_UNSIGNED:-refuse}" \
      "IMPRIMATUR_BUILDS_KEYS=$HOME_DIR/keys/builders" \
      "IMPRIMATUR_BUILDS_UNSIGNED=${IMPRIMATUR_BUILDS_UNSIGNED:-refuse}" \
      "IMPRIMATUR_TRUST_KEYS=$HOME_DIR/keys/trusted" \
      "IMPRIMATUR_PUBLICATIONS_KEYS=$HOME_DIR/keys/publishers" \
      "IMPRIMATUR_PUBLICATIONS_UNSIGNED=${IMPRIMATUR_PUBLICATIONS_UNSIGNED:-refuse}" ;;
  esac
}

# All of them, since any that runs can show any build's log.
builder_addresses() {
  local part addresses=()
  for part in $(service_parts); do
    if [[ $part == builder-* ]]; then addresses+=("http://localhost:$(recall ports.env "$part")"); fi
  done
  (IFS=, && printf '%s' "${addresses[*]}")
}

# They start side by side, so they are watched side by side: the first that dies ends the wait.
await_services() {
  local part waiting=("$@") still tries=1 deadline=$((SECONDS + 180))
  while ((${#waiting[@]} > 0)); do
    still=()
    for part in "${waiting[@]}"; do
      if ! running "$part"; then
        if ! port_was_taken "$part" || ((tries++ == MOST_PORTS)); then
          die_with_log "$LOG_DIR/$part.log" "$part stopped while it was starting"
        fi
        start_elsewhere "$part"
      fi
      service_ready "$part" || still+=("$part")
    done
    waiting=("${still[@]}")
    ((${#waiting[@]} == 0)) && break
    ((SECONDS < deadline)) || die_with_log "$LOG_DIR/${waiting[0]}.log" "${waiting[*]} not ready within 180 s"
    sleep 0.2
  done
}

# Its port was taken while it was starting. The console gets the others' addresses when it starts, the renderer the publisher's.
start_elsewhere() {
  local part=$1
  note "the port of $part was taken while it was starting"
  choose_port "$part"
  start_service "$part"
  if [[ $part == publisher ]]; then
    stop 20 renderer
    start_service renderer
  fi
  if [[ $part != console ]]; then
    stop 20 console
    start_service console
  fi
}

# A service of another home that answers on this port is not ours; one from before services said whose they are may be.
service_ready() {
  local headers
  headers=$(curl -fsS -o /dev/null -D - --noproxy '*' --max-time 2 "http://localhost:$(recall ports.env "$1")/q/health/ready" 2>/dev/null) || return 1
  headers=${headers,,}
  [[ $headers != *imprimatur-installation:* || $headers == *"imprimatur-installation: $HOME_TAG"[[:space:]]* ]]
}

# Every service part that this home has ever started.
started_services() {
  local file
  for file in "$RUN_DIR"/{renderer,tester,publisher,console,builder-*}.pid; do
    if [[ -f $file ]]; then basename "$file" .pid; fi
  done
}
