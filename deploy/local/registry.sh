# shellcheck shell=bash
# Two registries: staging, where builders push and testers pull, and production, where only what was approved arrives.

ensure_registries() {
  ensure_registry production IMPRIMATUR_REGISTRY
  ensure_registry staging IMPRIMATUR_STAGING
  check_engine_reaches "$IMPRIMATUR_REGISTRY"
  check_engine_reaches "$IMPRIMATUR_STAGING"
  DETAIL="production $IMPRIMATUR_REGISTRY, staging $IMPRIMATUR_STAGING"
}

# ensure_registry NAME VARIABLE: one given in the environment, now or before, is used, otherwise this home runs one.
ensure_registry() {
  local name=$1 variable=$2 own given
  given=${!variable:-}
  own=$(recall ports.env "$name")
  if [[ -n $given && $given != "localhost:$own" ]]; then
    address_answers "$given" ||
      die "no registry answers at $variable=$given: start it, or give an empty value to have one run here: $variable= ./imprimatur up"
  elif registry_container_runs "$name"; then
    given=localhost:$own
    answers "http://$given/v2/" || start_registry_container "$name" "$own"
  else
    choose_port "$name"
    given=localhost:$PORT
    answers "http://$given/v2/" || start_registry "$name" "$PORT"
  fi
  export "$variable=$given"
  remember stack.env "$variable" "$given"
}

# address_answers ADDRESS: whether a registry does there.
address_answers() { answers "http://$1/v2/" || answers "https://$1/v2/" || registry_asks_for_login "$1"; }

registry_asks_for_login() {
  [[ $(curl -sS -o /dev/null -w '%{http_code}' --max-time 5 "https://$1/v2/" 2>/dev/null) == 401 ]]
}

start_registry() {
  local name=$1 port=$2
  if ! command -v docker-registry >/dev/null && can_install; then install_packages docker-registry; fi
  if command -v docker-registry >/dev/null; then
    registry_configuration "$name" "$port" >"$HOME_DIR/registry-$name.yml"
    # It keeps 30 MB, and with Go's default it collects garbage all the time: a third of its processor time for 10 MB.
    launch "$name" env GOGC=400 docker-registry serve "$HOME_DIR/registry-$name.yml"
    await "$name" 20 answers "http://localhost:$port/v2/"
  else
    start_registry_container "$name" "$port"
  fi
}

registry_configuration() {
  local name=$1 port=$2 folder=$HOME_DIR/registry/$1
  mkdir -p "$folder"
  cat <<YAML
version: 0.1
log: {level: warn, formatter: text}
storage:
  filesystem: {rootdirectory: '${folder//"'"/"''"}'}
  delete: {enabled: true}
  cache: {blobdescriptor: inmemory}
http:
  addr: 127.0.0.1:$port
  relativeurls: true
  secret: $HOME_TAG
YAML
}

# It has no pid file, since it is the engine's, and so would be taken for another's that has its port.
registry_container_runs() { [[ -n $(docker ps -q --filter "name=^$HOME_TAG-$1\$" 2>/dev/null) ]]; }

start_registry_container() {
  local name=$1 port=$2 deadline=$((SECONDS + 90))
  remember containers.env ENGINE "$DOCKER_HOST"
  docker rm -f "$HOME_TAG-$name" >/dev/null 2>&1 || true
  docker run -d --name "$HOME_TAG-$name" --label "dev.imprimatur.home=$HOME_TAG" \
    -p "127.0.0.1:$port:5000" -v "$HOME_TAG-$name:/var/lib/registry" \
    -e REGISTRY_STORAGE_DELETE_ENABLED=true registry:3 >"$LOG_DIR/$name.log" 2>&1 9>&- ||
    die_with_log "$LOG_DIR/$name.log" "no registry: registry:3 cannot be pulled and docker-registry is not installed (on Debian: apt-get install docker-registry), or give one in IMPRIMATUR_REGISTRY and IMPRIMATUR_STAGING"
  until answers "http://localhost:$port/v2/"; do
    ((SECONDS < deadline)) || die "the container $HOME_TAG-$name does not answer on port $port: see docker logs $HOME_TAG-$name"
    sleep 0.2
  done
}

stop_registries() {
  local engine engines containers
  stop 10 production staging
  DETAIL=stopped
  # Whatever engine this shell names, and also where the home has another one since.
  mapfile -t engines < <({ recall stack.env DOCKER_HOST && recall containers.env ENGINE; } | sort -u)
  for engine in ${engines[@]+"${engines[@]}"}; do
    engine_answers "$engine" || continue
    containers=$(DOCKER_HOST=$engine docker ps -aq --filter "label=dev.imprimatur.home=$HOME_TAG" 2>/dev/null) || continue
    # shellcheck disable=SC2086 # one word an id
    [[ -z $containers ]] || DOCKER_HOST=$engine docker rm -f $containers >/dev/null
  done
}
