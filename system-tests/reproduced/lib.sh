# shellcheck shell=bash
# What the scripts of the reproduced faults share. A script says `. "$(dirname "$0")/lib.sh"` first; `run` has started what it
# needs. It ends with 0 and `seen WHAT` if the fault does no harm, and otherwise as soon as `harmful` is said.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=$(cd "$HERE/../.." && pwd -P)
WORK=${REPRODUCED_WORK:?"is not set: call $HERE/run NAME"}
STACK_HOME=${REPRODUCED_HOME:-$WORK/home}
CATALOG_DIR=$WORK/catalog
DATABASE_USER=imprimatur
# So many seconds most things may take: a busy machine is no fault. What may take longer says so.
SOON=${REPRODUCED_SOON:-120}

# --- what a script says ----------------------------------------------------------------------------------------------

seen() { printf '%s' "$*" >"$WORK/seen"; }

# The first reason counts: what follows from it, outside of a subshell, says less.
harmful() {
  [[ -e $WORK/harmful ]] || seen "$*"
  touch "$WORK/harmful"
  printf 'HARMFUL: %s\n' "$*" >&2
  exit 1
}

# The fault cannot be tried here.
unable() {
  seen "$*"
  exit 77
}

# expect WHAT EXPECTED ACTUAL
expect() { [[ $2 == "$3" ]] || harmful "$1: expected '$2', was '$3'"; }

expect_other() { [[ $2 != "$3" ]] || harmful "$1: it is '$3'"; }

# await SECONDS WHAT COMMAND…: until it succeeds.
await() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || harmful "not within the time: $what"
    sleep 0.3
  done
}

# watch SECONDS WHAT COMMAND…: for so long it must not succeed.
watch() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  while ((SECONDS < deadline)); do
    if "$@" >/dev/null 2>&1; then harmful "$what"; fi
    sleep 0.5
  done
}

# outage SECONDS: what the fault itself takes; nothing is awaited in it.
outage() { sleep "$1"; }

# --- the stack -------------------------------------------------------------------------------------------------------

imprimatur() { env -u IMPRIMATUR_KAFKA -u IMPRIMATUR_POSTGRES -u IMPRIMATUR_CONSOLE -u IMPRIMATUR_INSTALLATION \
  "$ROOT/imprimatur" --home "$STACK_HOME" --no-build "$@"; }

address() { sed -n "s/^$1=//p" "$STACK_HOME/stack.env"; }
console() { address IMPRIMATUR_CONSOLE; }
port() { sed -n "s/^$1=//p" "$STACK_HOME/ports.env"; }

# The program of a part: broker and database are local-stack.
pid() { cut -d' ' -f1 "$STACK_HOME/run/$1.pid"; }

sql() { PGPASSWORD=$DATABASE_USER psql -XqAt -h localhost -p "$(port postgres)" -U "$DATABASE_USER" -d imprimatur -c "$1"; }
sql_is() { [[ $(sql "$2") == "$1" ]]; }

healthy() { curl -fsS -o /dev/null --max-time 5 "http://localhost:$(port "$1")/q/health/${2:-live}"; }
all_healthy() { local part; for part in renderer builder-1 tester publisher console; do healthy "$part" live && healthy "$part" ready || return 1; done; }

# free_port: one that nothing listens on now.
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# begin NAME COMMAND…: in the background and in a group of its own, ended by `tidy`.
begin() {
  local name=$1
  shift
  setsid "$@" </dev/null >"$WORK/$name.out" 2>&1 &
  echo $! >"$WORK/pids/$name"
}

end() {
  local file=$WORK/pids/$1
  [[ -f $file ]] || return 0
  kill -CONT -- "-$(<"$file")" 2>/dev/null || true
  kill -TERM -- "-$(<"$file")" 2>/dev/null || true
  rm -f "$file"
}

java_program() { "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m "$@"; }
export -f java_program

# A registry with a proxy in front, whose rules and log are in $WORK/rules-NAME and $WORK/requests-NAME.
registry_up() {
  local name=$1 inner outer
  inner=$(free_port)
  outer=$(free_port)
  cat >"$WORK/registry-$name.yml" <<YAML
version: 0.1
log: {level: warn, formatter: text}
storage: {filesystem: {rootdirectory: $WORK/registry-$name}, delete: {enabled: true}, cache: {blobdescriptor: inmemory}}
http: {addr: "127.0.0.1:$inner", relativeurls: true, secret: reproduced}
YAML
  : >"$WORK/rules-$name"
  : >"$WORK/requests-$name"
  echo "$inner" >"$WORK/inner-$name"
  echo "$outer" >"$WORK/outer-$name"
  registry_server "$name"
  begin "proxy-$name" bash -c 'java_program "$@"' - "$HERE/Proxy.java" "$outer" "$inner" "$WORK/rules-$name" "$WORK/requests-$name"
  await "$SOON" "registry $name" curl -fsS "http://localhost:$outer/v2/"
}

registry_server() { begin "registry-$1" docker-registry serve "$WORK/registry-$1.yml"; }

# rules NAME [LINE…]: what its proxy does from now on; nothing without a line.
rules() {
  local name=$1
  shift
  printf '%s\n' "$@" >"$WORK/rules-$name.new"
  mv "$WORK/rules-$name.new" "$WORK/rules-$name"
}

# How often the rules of now and before were followed for such a request.
followed() { grep -cE "$2.* RULE " "$WORK/requests-$1" || true; }

# engine_up NAME: one whose builds take 0.3 s; its port is in $WORK/port-NAME.
engine_up() {
  [[ -f $WORK/port-$1 ]] || free_port >"$WORK/port-$1"
  # shellcheck disable=SC2016 # expanded in that shell
  begin "$1" bash -c 'java_program "$@"' - -cp "$ROOT/simulation/target/*:$ROOT/simulation/target/lib/*" \
    dev.imprimatur.simulation.SimulatedEngine "$(<"$WORK/port-$1")" 300
  await "$SOON" "a simulated engine" curl -fsS "http://localhost:$(<"$WORK/port-$1")/_ping"
}

# An image without files, where debian's would be: a simulated engine looks into none.
upstream_image() {
  local host registry config digest location tag type=application/vnd.docker
  host=http://localhost:$(<"$WORK/inner-staging")
  registry=$host/v2/upstream/debian
  config='{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
  digest=sha256:$(printf '%s' "$config" | sha256sum | cut -d' ' -f1)
  location=$(curl -fsS -X POST -o /dev/null -D - "$registry/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -fsS -X PUT -H 'Content-Type: application/octet-stream' --data-binary "$config" "$host$location&digest=$digest"
  for tag in bookworm trixie; do
    jq -n --arg digest "$digest" --argjson size "${#config}" --arg type "$type" '{schemaVersion: 2,
        mediaType: ($type + ".distribution.manifest.v2+json"), layers: [],
        config: {mediaType: ($type + ".container.image.v1+json"), size: $size, digest: $digest}}' |
      curl -fsS -X PUT -H "Content-Type: $type.distribution.manifest.v2+json" --data-binary @- "$registry/manifests/$tag"
  done
}

# What a stack stands on: a catalogue, a simulated engine, and two registries with a proxy before each.
surroundings() {
  [[ -d $CATALOG_DIR ]] || catalog_new
  if [[ ! -f $WORK/outer-staging ]]; then
    engine_up engine
    registry_up production
    registry_up staging
    upstream_image
  fi
}

# stack_up CATALOG [OPTION…]: a stack in the home of this run.
stack_up() {
  local catalog=$1
  shift
  surroundings
  services_up --catalog "$catalog" "$@"
}

# services_up [OPTION…]: starts whatever of it does not run.
services_up() {
  local engine
  engine=tcp://localhost:$(<"$WORK/port-engine")
  IMPRIMATUR_REGISTRY=localhost:$(<"$WORK/outer-production") IMPRIMATUR_STAGING=localhost:$(<"$WORK/outer-staging") \
    DOCKER_HOST=$engine IMPRIMATUR_SERVICE_JVM=-XX:TieredStopAtLevel=1 IMPRIMATUR_CLASS_DATA=${IMPRIMATUR_CLASS_DATA:-} \
    JAVA_TOOL_OPTIONS="${REPRODUCED_OPTIONS:-}" \
    ${UNDER[@]+"${UNDER[@]}"} "$ROOT/imprimatur" --home "$STACK_HOME" --no-build up "$@" >>"$WORK/up.log" 2>&1
}

# restart PART: kills it, and has it started again. On a busy machine Kafka may not answer a start in time; `up` is there to be
# repeated then.
restart() {
  kill -KILL "$(pid "$1")"
  await "$SOON" "$1 ends" gone "$(pid "$1")"
  services_up || services_up || harmful "$1 does not start again: $(tail -n 1 "$STACK_HOME/log/$1.log")"
}
gone() { ! kill -0 "$1" 2>/dev/null || [[ $(ps -o stat= -p "$1") == Z* ]]; }

stack_down() { imprimatur down >>"$WORK/up.log" 2>&1 || true; }

# Logs stay: they tell why a fault does harm.
tidy() {
  local file
  stack_down
  rm -rf "$WORK"/home*/programs
  for file in "$WORK"/pids/*; do if [[ -e $file ]]; then end "$(basename "$file")"; fi; done
}

# --- catalogue and requests ------------------------------------------------------------------------------------------

catalog_new() {
  mkdir -p "$CATALOG_DIR"
  families_are ""
  family reproduced-first 1.0.0
}

families_are() {
  cat >"$CATALOG_DIR/catalog.yaml" <<YAML
apiVersion: imprimatur.dev/v1
kind: Catalog
variants: [bookworm]
defaultVariant: bookworm
families: [$1]
YAML
}

# family NAME VERSIONS [DOCKERFILE [TEST [FROM [MORE]]]]: there from now on, or otherwise from now on. Its images are
# NAME/VERSION/bookworm, and its repository is NAME.
family() {
  local name=$1 versions=$2 dockerfile=${3:-RUN true} test=${4:-RUN true} from=${5:-'{image: "debian:{variant}"}'} more=${6:-} known
  mkdir -p "$CATALOG_DIR/$name/tests/check"
  cat >"$CATALOG_DIR/$name/family.yaml" <<YAML
apiVersion: imprimatur.dev/v1
kind: Family
name: $name
repository: $name
from: {base: $from}
aliases: [major, major.minor, latest]
tests: [{path: tests/check, timeout: 120}]
$( [[ -z $versions ]] || printf 'releases: [%s]' "$(printf '%s' "$versions" | sed -E 's/([^ ,]+)/{version: \1}/g')")
$more
YAML
  printf 'FROM {base}\n%s\n' "$dockerfile" >"$CATALOG_DIR/$name/Dockerfile"
  printf '%s\n' "$test" >"$CATALOG_DIR/$name/tests/check/Dockerfile"
  known=$(sed -n 's/^families: \[\(.*\)\]/\1/p' "$CATALOG_DIR/catalog.yaml")
  if [[ ", $known," != *", $name,"* ]]; then families_are "${known:+$known, }$name"; fi
}

authorization() { printf 'Authorization: Bearer %s' "$(<"$(address IMPRIMATUR_TOKEN_FILE)")"; }
post() { curl -sS -X POST -H 'Content-Type: application/json' -H "$(authorization)" -d "$2" "$(console)$1"; }

# request FAMILY [PRIORITY]: asks for a rebuild of all its images, and prints its id.
request() { post /api/rebuilds "{\"select\":\"$1/*/*\",\"reason\":\"reproduced\",\"priority\":\"${2:-manual}\"}" | jq -er .id; }

rollback() { post /api/rollbacks "{\"reference\":\"$1\",\"reason\":\"reproduced\"}" | jq -er .id; }

rebuild_field() { curl -sS "$(console)/api/rebuilds/$1" | jq -r ".$2 // \"\""; }
rollback_field() { curl -sS "$(console)/api/rollbacks/$1" | jq -r ".$2 // \"\""; }
is_ended() { [[ ! $(rebuild_field "$1" state) =~ ^(requested|running|null|)$ ]]; }
rollback_ended() { [[ ! $(rollback_field "$1" state) =~ ^(requested|running|null|)$ ]]; }

# ended ID [SECONDS]: waits for a rebuild, and prints how it ended.
ended() {
  await "${2:-$SOON}" "rebuild $1 ends" is_ended "$1"
  rebuild_field "$1" state
}

# build FAMILY: a rebuild of it that has to succeed.
build() {
  local id
  id=$(request "$1")
  expect "rebuild $id of $1" succeeded "$(ended "$id" 180)"
}

# digest REPOSITORY TAG: what the registry itself says; nothing if there is none.
digest() {
  curl -sSI -H 'Accept: application/vnd.oci.image.manifest.v1+json' -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    "http://localhost:$(<"$WORK/inner-production")/v2/$1/manifests/$2" | tr -d '\r' | sed -n 's/^[Dd]ocker-[Cc]ontent-[Dd]igest: //p'
}

# set_tag REPOSITORY TAG REFERENCE: as a user with the registry's login could.
set_tag() {
  local registry type
  registry=http://localhost:$(<"$WORK/inner-production")/v2/$1/manifests
  curl -fsS -D "$WORK/head" -o "$WORK/manifest" -H 'Accept: application/vnd.oci.image.manifest.v1+json' \
    -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' "$registry/$3"
  type=$(tr -d '\r' <"$WORK/head" | sed -n 's/^[Cc]ontent-[Tt]ype: //p')
  curl -fsS -X PUT -H "Content-Type: $type" --data-binary "@$WORK/manifest" "$registry/$2" >/dev/null
}

# --- Kafka -----------------------------------------------------------------------------------------------------------

# A client of Kafka with the admin's login, which may send what a service sends: what turns a forged event away has to be what
# the services check, not Kafka's rules.
kafka_client() {
  local java=$STACK_HOME/kafka/admin/client.properties
  kcat -b "$(sed -n 's/^bootstrap.servers=//p' "$java")" -F <(
    sed -nE -e '/^security.protocol=/p' -e 's/^sasl.mechanism=/sasl.mechanisms=/p' \
      -e 's/^sasl.jaas.config=.* username="([^"]*)" password="([^"]*)".*/sasl.username=\1\nsasl.password=\2/p' "$java"
  ) "$@"
}

# send_event TOPIC JSON [KEY [HEADER…]]
send_event() {
  local topic=$1 json=$2 key=${3:-} headers=() header
  shift $(($# > 3 ? 3 : $#))
  for header in "$@"; do headers+=(-H "$header"); done
  printf '%s' "$json" >"$WORK/event"
  kafka_client -P -t "$topic" ${key:+-k "$key"} ${headers[@]+"${headers[@]}"} "$WORK/event" 2>>"$WORK/kcat.log"
}

# records TOPIC [JQ-FILTER]: every record, a line each; what is no JSON is left out.
records() { kafka_client -C -t "$1" -o beginning -e -q -X fetch.wait.max.ms=10 2>>"$WORK/kcat.log" | jq -Rc "fromjson? | ${2:-.}"; }
count() { records "$1" "select($2)" | wc -l; }
count_is() { [[ $(count "$2" "$3") == "$1" ]]; }
count_above() { (($(count "$2" "$3") > $1)); }
