# shellcheck shell=bash
# The Docker engine: one that is there already, else Debian's, run by this home with a bridge, a subnet and
# firewall rules of its own, so that several engines stand side by side and `down` leaves nothing.

ensure_engine() {
  local named found
  if ! command -v docker >/dev/null; then
    can_install || die "no docker client found: install Docker (on Debian as root: apt-get install docker.io)"
    install_packages docker.io
  fi
  named=$(named_engine)
  [[ -z $named ]] || check_named_engine "$named"
  found=$(answering_engine)
  if [[ -n $named && $named != "$found" && $named != "$(own_engine)" ]]; then
    warn "nothing answers at $named ($(namer)), taking another engine"
  fi
  if [[ -n $found ]]; then
    use_engine "$found"
    return
  fi
  running dockerd || start_engine
  use_engine "$(own_engine)"
}

# The engine that is named, if one is: by DOCKER_HOST, else by the context of Docker's client.
named_engine() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    printf '%s' "$DOCKER_HOST"
  else
    docker context inspect --format '{{if ne .Name "default"}}{{.Endpoints.docker.Host}}{{end}}' 2>/dev/null || true
  fi
}

namer() { if [[ -n ${DOCKER_HOST:-} ]]; then printf DOCKER_HOST; else printf "the context of Docker's client"; fi; }

# Builders and testers speak to Docker's engine, by a socket or TCP: Docker's client alone follows ssh://.
check_named_engine() {
  [[ $1 =~ ^(unix|tcp):// ]] ||
    die "the engine at $1 ($(namer)) cannot be used, only one at unix:// or tcp://: forward its socket (ssh -NL /run/there.sock:/var/run/docker.sock HOST) and set DOCKER_HOST to that"
  ! is_podman "$1" ||
    die "Podman answers at $1 ($(namer)), and images are built and tested on Docker's own engine: set DOCKER_HOST to one, or unset it (on Debian as root this script runs one)"
  ! outdates_client "$1" ||
    die "the engine at $1 ($(namer)) takes no client as old as this machine's: install a newer one (for Docker 29 that of Docker 25 or later), or name another engine in DOCKER_HOST"
}

# outdates_client ENGINE: whether it refuses the interface that Docker's client here speaks.
outdates_client() { [[ $(DOCKER_HOST=$1 timeout 10 docker version 2>&1 >/dev/null) == *"client version"*"is too old"* ]]; }

# The engine that is there already: the one that is named, or at one of the usual sockets. Podman may be there as well.
answering_engine() {
  local candidate
  for candidate in "$(named_engine)" $(usual_engines); do
    if [[ -n $candidate ]] && engine_answers "$candidate" && ! is_podman "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
}

usual_engines() { printf 'unix://%s/docker.sock\n' /var/run "${XDG_RUNTIME_DIR:-/run/user/$EUID}"; }

engine_answers() { DOCKER_HOST=$1 timeout 10 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# engine_denies ENGINE: whether it is there, and this user may not use it.
engine_denies() { [[ $(DOCKER_HOST=$1 timeout 10 docker version 2>&1 >/dev/null) == *"permission denied"* ]]; }

# The engine that is named, or at one of the usual sockets, and that this user may not use.
denying_engine() {
  local candidate
  for candidate in "$(named_engine)" $(usual_engines); do
    if [[ -n $candidate ]] && engine_denies "$candidate"; then
      printf '%s' "$candidate"
      return
    fi
  done
}

how_to_be_let_in() {
  printf 'join the group of its socket (as root: usermod -aG docker %s, then sign in again), run this as root, or name another engine in DOCKER_HOST' "$(id -un)"
}

is_podman() {
  [[ $(DOCKER_HOST=$1 timeout 10 docker version --format '{{range .Server.Components}}{{.Name}},{{end}}' 2>/dev/null) == *Podman* ]]
}

# check_engine_reaches REGISTRY: the engine fetches bases there, and a rootless one, or one elsewhere, has another localhost.
check_engine_reaches() {
  local answer
  answer=$(timeout 60 docker pull -q "$1/imprimatur/no-such-image:none" 2>&1) || true
  case $answer in
    *"connection refused"* | *"no such host"* | *"no route to host"* | *timeout* | *"deadline exceeded"*)
      die "the engine at $DOCKER_HOST$(if_rootless) does not reach the registry $1 ($answer): name registries that it reaches in IMPRIMATUR_REGISTRY and IMPRIMATUR_STAGING, or another engine in DOCKER_HOST" ;;
    *"HTTP response to HTTPS client"*)
      die "the engine at $DOCKER_HOST speaks TLS to the registry $1, which has none ($answer): add $1 to insecure-registries in its daemon.json. From Docker 29.10 on localhost has to stand there too, where anything does" ;;
  esac
}

if_rootless() {
  [[ $(docker info --format '{{json .SecurityOptions}}' 2>/dev/null) != *rootless* ]] ||
    printf ', which is rootless and so has a localhost of its own,'
}

use_engine() {
  export DOCKER_HOST=$1
  remember stack.env DOCKER_HOST "$DOCKER_HOST"
  DETAIL="Docker $(docker version --format '{{.Server.Version}}') at $DOCKER_HOST"
}

# Sockets must have paths of less than 108 bytes, and containerd's lie some way below this folder.
engine_runtime_dir() {
  if ((${#HOME_DIR} < 60)); then printf '%s' "$HOME_DIR/docker"; else printf '%s' "/run/$HOME_TAG"; fi
}

own_engine() { printf 'unix://%s/docker.sock' "$(engine_runtime_dir)"; }

# What a command may take that BuildKit runs: imprimatur.engine.limits that hold unless others are given.
BUILDKIT_BOUNDS="processes=4096 disk=$((20 * 1024 * 1024 * 1024))"

has_engine_programs() {
  local program
  for program in dockerd iptables ip; do command -v "$program" >/dev/null || return 1; done
}

can_start_engine() { ((EUID == 0)) && { has_engine_programs || can_install; }; }

start_engine() {
  local runtime runc denying file stale bounded=()
  denying=$(can_start_engine || denying_engine)
  [[ -z $denying ]] || die "permission denied at the engine $denying: $(how_to_be_let_in)"
  can_start_engine || die "no Docker engine answers: start one and set DOCKER_HOST (on Debian as root this script installs and runs one)"
  has_engine_programs || install_packages docker.io iptables iproute2 ca-certificates
  runtime=$(engine_runtime_dir)
  mkdir -p "$runtime" "$HOME_DIR/docker"
  create_bridge
  echo '{}' >"$HOME_DIR/docker/daemon.json"
  stale=("$runtime/docker.pid" "$runtime/exec/containerd/containerd.pid")
  for file in "${stale[@]}"; do forget_stale_pid "$file"; done
  mkdir -p "$HOME_DIR/programs/dockerd"
  cp "$ROOT/deploy/engine/runc" "$ROOT/deploy/local/keep" "$HOME_DIR/programs/dockerd"
  runc=$(command -v runc) || die "there is no runc in PATH, without which the engine starts no container (Debian: apt-get install runc)"
  # A command's output is kept in the engine's memory as long as its build goes on. PATH holds no folder with a colon, and
  # our runc watches none with white space: there it bounds nothing, and nothing is built by the engine's BuildKit.
  if [[ $HOME_DIR != *[[:space:]:]* ]]; then
    bounded=("PATH=$HOME_DIR/programs/dockerd:$PATH" "IMPRIMATUR_RUNC=$runc" "IMPRIMATUR_BOUNDS=$BUILDKIT_BOUNDS"
      BUILDKIT_STEP_LOG_MAX_SIZE=16777216 BUILDKIT_STEP_LOG_MAX_SPEED=16777216)
  fi
  note "starting dockerd on $(own_engine)"
  # It is started again where it ends by itself: a fault of BuildKit in 20.10 ends the whole engine (moby/buildkit#2153).
  launch dockerd env "FORGET=$(printf '%s\n' "${stale[@]}")" "${bounded[@]}" \
    bash "$HOME_DIR/programs/dockerd/keep" dockerd --config-file "$HOME_DIR/docker/daemon.json" \
    --data-root "$HOME_DIR/docker/data" --exec-root "$runtime/exec" --pidfile "$runtime/docker.pid" \
    -H "$(own_engine)" --bridge "$BRIDGE" --iptables=false --ip-masq=false \
    --mtu "$(uplink_mtu)"
  await dockerd 60 engine_answers "$(own_engine)"
}

# After a crash the engine would take a zombie, or the process that has the number since, for a daemon that still runs.
forget_stale_pid() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  [[ -n $(start_time "$pid") && $(<"/proc/$pid/cmdline") == *"$(engine_runtime_dir)"* ]] || rm -f "$1"
} 2>/dev/null

# Our bridge is known by its alias: numbers are given again at each start, and another home may have taken the old one.
own_bridge() {
  local alias
  for alias in /sys/class/net/impr*/ifalias; do
    if [[ -e $alias && $(<"$alias") == "$HOME_TAG" ]]; then basename "$(dirname "$alias")"; fi
  done
}

create_bridge() {
  local number=1 tries=0 said=""
  remove_bridge
  BRIDGE=""
  # Another home may take a number between the look and the add.
  until [[ -n $BRIDGE ]]; do
    ((tries++ < 10)) || die "no bridge can be made for the engine's containers: $said"
    while [[ -e /sys/class/net/impr$number ]] || ip -4 route | grep -q "^10\.210\.$number\."; do number=$((number + 1)); done
    if said=$(ip link add "impr$number" type bridge 2>&1); then BRIDGE=impr$number; fi
  done
  ip link set "$BRIDGE" alias "$HOME_TAG" up
  ip addr add "10.210.$number.1/24" dev "$BRIDGE"
  forward_packets
  let_containers_out "$BRIDGE" "10.210.$number.0/24"
  keep_containers_from_machine "$BRIDGE"
}

# Forwarding is off again with the last bridge of any home, if it was off before the first, and this machine has no
# network besides that wants it.
FORWARDS=/run/imprimatur-forwards-packets

forward_packets() {
  local setting=/proc/sys/net/ipv4/ip_forward
  [[ $(<"$setting") == 0 ]] || return 0
  touch "$FORWARDS"
  echo 1 >"$setting"
}

stop_forwarding_packets() {
  local link physical=0
  [[ -f $FORWARDS ]] || return 0
  for link in /sys/class/net/*; do
    if [[ -e $link/device ]]; then
      physical=$((physical + 1))
    elif [[ ${link##*/} != lo ]]; then
      return 0
    fi
  done
  ((physical <= 1)) || return 0
  echo 0 >/proc/sys/net/ipv4/ip_forward
  rm "$FORWARDS"
}

# Containers must not send larger packets than the host's own link carries.
uplink_mtu() {
  local device
  device=$(ip -4 route show default | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
  if [[ -n $device ]]; then cat "/sys/class/net/$device/mtu"; else echo 1500; fi
}

let_containers_out() {
  local bridge=$1 subnet=$2 ours=(-m comment --comment "$HOME_TAG")
  iptables -w -t nat -A POSTROUTING -s "$subnet" ! -o "$bridge" "${ours[@]}" -j MASQUERADE
  iptables -w -I FORWARD -i "$bridge" "${ours[@]}" -j ACCEPT
  iptables -w -I FORWARD -o "$bridge" -m conntrack --ctstate RELATED,ESTABLISHED "${ours[@]}" -j ACCEPT
}

# Builds and tests reach none of the machine's own addresses but name servers there, and what is listed as ADDRESS:PORT.
# Nothing is looked at but what comes over our own bridge. Each rule is put in front of those before it.
keep_containers_from_machine() {
  local bridge=$1 ours=(-m comment --comment "$HOME_TAG") protocol entry
  iptables -w -I INPUT -i "$bridge" "${ours[@]}" -j REJECT
  for entry in ${IMPRIMATUR_BUILDS_MAY_REACH:-}; do
    [[ $entry =~ ^[^:/]+:[0-9]+$ ]] || die "IMPRIMATUR_BUILDS_MAY_REACH takes ADDRESS:PORT, not '$entry'"
    let_containers_reach "${entry%:*}" "${entry##*:}"
  done
  for protocol in tcp udp; do
    iptables -w -I INPUT -i "$bridge" -p "$protocol" --dport 53 "${ours[@]}" -j ACCEPT
  done
  iptables -w -I INPUT -i "$bridge" -m conntrack --ctstate RELATED,ESTABLISHED "${ours[@]}" -j ACCEPT
}

# let_containers_reach ADDRESS PORT: one of the machine's own.
let_containers_reach() {
  local rule
  rule=(INPUT -i "$(own_bridge)" -p tcp -d "$1" --dport "$2" -m comment --comment "$HOME_TAG" -j ACCEPT)
  iptables -w -C "${rule[@]}" 2>/dev/null || iptables -w -I "${rule[@]}"
}

drop_firewall_rules() {
  local table rule
  for table in nat filter; do
    iptables -w -t "$table" -S 2>/dev/null | { grep -- "--comment \"\?$HOME_TAG\"\? " || true; } | tr -d '"' |
      while read -ra rule; do iptables -w -t "$table" -D "${rule[@]:1}"; done
  done
}

remove_bridge() {
  local bridge
  bridge=$(own_bridge)
  if command -v iptables >/dev/null; then drop_firewall_rules; fi
  if [[ -n $bridge ]]; then ip link del "$bridge" || warn "the network $bridge stays"; fi
  stop_forwarding_packets
}

stop_engine() {
  DETAIL="not this home's"
  [[ -d $HOME_DIR/docker ]] || return 0
  DETAIL=stopped
  if ! running dockerd && [[ -n $(own_bridge) ]]; then
    note "the engine was not stopped but killed: starting it once more, so that it ends its containers"
    run_beside start_engine
    await_beside || warn "the engine does not start, so containers of this home may still run: ps -ef | grep containerd-shim shows them"
  fi
  stop 30 dockerd
  remove_bridge
  if mountpoint -q "$HOME_DIR/docker/data"; then umount "$HOME_DIR/docker/data" || warn "$HOME_DIR/docker/data stays mounted"; fi
  [[ $(engine_runtime_dir) != /run/* ]] || rm -rf "$(engine_runtime_dir)"
}

# Builds fetch packages: without names and a way out they would fail one by one, long after this. The name that is
# looked up is that of the archive which the image itself is configured for.
check_container_network() {
  local image parts engine
  engine="$DOCKER_HOST $(pid_of dockerd || true)"
  mapfile -t parts < <(started_services)
  if [[ -n $(running_parts ${parts[@]+"${parts[@]}"}) && $(recall network.env TRIED) == "$engine" ]]; then
    DETAIL="tried when the services that run were started"
    return
  fi
  image=$IMPRIMATUR_STAGING/upstream/$(grep -v '^#' "$ROOT/deploy/local/upstreams" | head -n 1)
  # shellcheck disable=SC2016 # expanded in the container
  if timeout 60 docker run --rm "$image" sh -c \
    'getent hosts "$(sed -n "s|^URIs: *[a-z]*://\([^/:]*\).*|\1|p" /etc/apt/sources.list.d/*.sources | head -n 1)"' \
    >"$LOG_DIR/network.log" 2>&1 9>&-; then
    DETAIL="containers resolve names"
    remember network.env TRIED "$engine"
  else
    DETAIL="containers do not resolve names"
    warn "a container of this engine cannot resolve the archive it fetches packages from: builds will fail. Check the engine's DNS (dockerd --dns) and its network; $LOG_DIR/network.log says more"
  fi
}
