# shellcheck shell=bash
# A cache of packages between builds and the archives: squid, in memory, at the address by which containers reach this
# machine. Twelve images fetch an index and a package once. `up --package-cache` starts it, `down` ends it.

PACKAGE_CACHE=no

start_package_cache() {
  local gateway
  [[ -z ${IMPRIMATUR_ENGINE_PROXY_HTTP:-} ]] ||
    die "the package cache and IMPRIMATUR_ENGINE_PROXY_HTTP both name a proxy for builds: leave one out (./imprimatur down ends the cache)"
  gateway=$(container_gateway)
  # An engine that was started again may have another network.
  if running package-cache && [[ $(package_cache_address) != "http://$gateway:"* ]]; then stop 10 package-cache; fi
  if ! running package-cache; then
    ensure_squid || die "--package-cache needs squid (on Debian as root: apt-get install squid), or name a proxy of yours in IMPRIMATUR_ENGINE_PROXY_HTTP"
    choose_port package-cache
    mkdir -p "$HOME_DIR/package-cache"
    package_cache_configuration "$gateway" "$PORT" >"$HOME_DIR/package-cache/squid.conf"
    launch package-cache squid -N -d 1 -f "$HOME_DIR/package-cache/squid.conf"
    await package-cache 20 port_answers "$gateway" "$PORT"
  fi
  if running dockerd; then let_containers_reach "$gateway" "$(recall ports.env package-cache)"; fi
  DETAIL=$(package_cache_address)
}

ensure_squid() {
  if command -v squid >/dev/null; then return; fi
  can_install && install_packages squid
}

# Where containers reach this machine: the gateway of the engine's own network, if that is an address of this machine.
container_gateway() {
  local gateway
  gateway=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null) || gateway=""
  [[ -n $gateway && -n $(ip -o -4 addr show to "$gateway" 2>/dev/null) ]] ||
    die "--package-cache needs an engine on this machine; for $DOCKER_HOST name a proxy that its containers reach in IMPRIMATUR_ENGINE_PROXY_HTTP"
  printf '%s' "$gateway"
}

port_answers() { timeout 2 bash -c "</dev/tcp/$1/$2" 2>/dev/null; }

package_cache_address() { sed -n 's|^http_port |http://|p' "$HOME_DIR/package-cache/squid.conf"; }

# What builds reach directly they reach by it as well, and nothing more: public addresses, and the archives that this
# machine's own package clients are configured for, by their ports alone, which may be private. An address has no name
# (-n): who answers for the way back from an address to a name may answer what he likes.
package_cache_configuration() {
  cat <<CONF
http_port $1:$2
cache_effective_user proxy
pid_filename none
cache_log /dev/stderr
access_log none
pinger_enable off
shutdown_lifetime 1 seconds
cache_mem 512 MB
maximum_object_size_in_memory 128 MB
connect_timeout 20 seconds
read_timeout 2 minutes
via off
forwarded_for delete
refresh_pattern [.]u?deb$ 129600 100% 129600
refresh_pattern . 0 20% 4320
acl ports port 80 443
acl tunnel method CONNECT
acl tunnelled port 443
acl private dst 0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 192.0.0.0/24
acl private dst 198.18.0.0/15 224.0.0.0/3 ::/127 64:ff9b::/96 fc00::/7 fe80::/10 ff00::/8
acl private dst $(own_addresses)
$(package_archives | archive_rules)
http_access deny !ports
http_access deny tunnel !tunnelled
http_access deny private
http_access allow all
CONF
}

# Where apt's sources and the npm registry are: scheme, host and port, one a line.
package_archives() {
  {
    if command -v apt-get >/dev/null; then apt-get indextargets --format '$(SITE)' 2>/dev/null; fi
    npm_configuration | sed -n 's/^[^=]*registry=//p'
  } | sed -n 's|^\(https\?\)://\([^/]*@\)\?\([^/:]*\):\?\([0-9]*\).*|\1 \3 \4|p' |
    awk '{ print $1, $2, ($3 == "" ? ($1 == "https" ? 443 : 80) : $3) }' | sort -u
}

# What speaks TLS is reached by a tunnel, and nothing else is.
archive_rules() {
  local scheme host port number=0 tunnel
  while read -r scheme host port; do
    number=$((number + 1))
    if [[ $scheme == https ]]; then tunnel=tunnel; else tunnel='!tunnel'; fi
    printf 'acl archive%d dstdomain -n %s\nacl archive%d-port port %s\nhttp_access allow archive%d archive%d-port %s\n' \
      "$number" "$host" "$number" "$port" "$number" "$number" "$tunnel"
  done
}

own_addresses() { ip -o addr show | awk '{ sub("/.*", "", $4); printf "%s ", $4 }'; }

# fetches_through_cache PART: those whose containers reach this machine.
fetches_through_cache() {
  local engine
  [[ $1 == tester || $1 == builder-* ]] || return 1
  engine=$(recall engines.env "$1")
  [[ -z $engine || $engine == "$DOCKER_HOST" ]]
}
