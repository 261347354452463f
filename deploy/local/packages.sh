# shellcheck shell=bash
# Debian packages, where we may install them.

INSTALL=yes

can_install() { [[ $INSTALL == yes && $EUID -eq 0 ]] && command -v apt-get >/dev/null; }

# Whether packages of Debian are ours to look for.
has_packages() { ((EUID == 0)) && command -v apt-get >/dev/null; }

# announce_packages KIND: names all that is missing before the first is installed. KIND is stack, test or quick.
announce_packages() {
  local missing
  if ! can_install; then return; fi
  mapfile -t missing < <(missing_for "$1")
  ((${#missing[@]} == 0)) || note "packages of Debian that are missing here and will be installed: ${missing[*]}"
}

missing_for() {
  local wanted
  mapfile -t wanted < <(wanted_packages "$1" | sort -u)
  missing_packages ${wanted[@]+"${wanted[@]}"}
}

# What set-up calls before anything else has need of it.
ensure_curl() {
  if command -v curl >/dev/null; then return; fi
  install_packages curl
}

# wanted_packages KIND: packages of programs that are missing, one a line. Without shells, mandoc, squid, faketime and Chromium some tests are
# skipped, which is no reason to refuse.
wanted_packages() {
  local program
  if [[ $1 != quick ]] && ! command -v curl >/dev/null; then printf 'curl\n'; fi
  if ! command -v mvn >/dev/null; then printf 'maven\n'; fi
  if [[ $1 != stack ]] && ! command -v npm >/dev/null; then printf 'npm\n'; fi
  if [[ $INSTALL == yes && $1 != stack ]]; then
    for program in zsh fish mandoc; do command -v "$program" >/dev/null || printf '%s\n' "$program"; done
    if [[ $1 == test ]]; then missing_documented_packages; fi
  fi
  if [[ $1 == quick ]]; then return; fi
  if ! command -v docker >/dev/null || { ! has_engine_programs && [[ -z $(answering_engine) ]]; }; then
    printf '%s\n' docker.io iptables iproute2 ca-certificates
  fi
  if [[ -z ${IMPRIMATUR_REGISTRY:-} || -z ${IMPRIMATUR_STAGING:-} ]] && ! command -v docker-registry >/dev/null; then
    printf 'docker-registry\n'
  fi
  # Only where no hub answers; --no-install then says so when that is known.
  if [[ $INSTALL == yes && ! -d $HOME_DIR/registry/staging/docker ]]; then
    printf '%s\n' debootstrap debian-archive-keyring
  fi
  if [[ $PACKAGE_CACHE == yes || ($INSTALL == yes && $1 == test) ]] && ! command -v squid >/dev/null; then printf 'squid\n'; fi
  if [[ $INSTALL == yes && $1 == test ]] && ! command -v chromium >/dev/null; then
    printf '%s\n' chromium fonts-dejavu-core
  fi
  if [[ $INSTALL == yes && $1 == test ]] && ! has_faketime; then printf 'faketime\n'; fi
}

# install_packages PACKAGE…: installs what is missing. Images are made side by side, and homes beside each other,
# so more than one may ask at once.
install_packages() {
  local lock missing log=$LOG_DIR/packages.log
  exec {lock}>/run/lock/imprimatur-packages
  flock "$lock"
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} > 0)); then
    note "installing ${missing[*]}"
    { apt_get update && without_services apt_get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
      die_with_log "$log" "apt-get could not install ${missing[*]}"
  fi
  exec {lock}>&-
}

# without_services COMMAND…: what packages would start stays off, since we start what we need ourselves. Debian asks
# policy-rc.d, which answers so as long as this very process runs: one that a kill leaves behind keeps nothing from starting.
without_services() {
  local policy=${POLICY_RC_D:-/usr/sbin/policy-rc.d} ours result=0
  ours="#!/bin/sh
# imprimatur $$
if [ \"\$(sed 's/.*) //' /proc/$$/stat 2>/dev/null | cut -d ' ' -f 20)\" = $(start_time "$$") ]; then exit 101; fi"
  if [[ ! -e $policy || $(sed -n 2p "$policy") == '# imprimatur '* ]]; then
    printf '%s\n' "$ours" >"$policy"
    chmod 755 "$policy"
  fi
  "$@" || result=$?
  if [[ $(cat "$policy") == "$ours" ]]; then rm -f "$policy"; fi
  return "$result"
}

missing_packages() {
  local package
  for package in "$@"; do
    if [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) != *" ok installed" ]]; then printf '%s\n' "$package"; fi
  done
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" 8>&- 9>&-; }

# The tests render the Kubernetes overlays with kubectl. Debian 12's is too old for them, so there it is Debian 13's,
# unpacked beside the state.
ensure_kubectl() {
  local unpacked=$HOME_DIR/kubectl
  [[ -x $unpacked/usr/bin/kubectl ]] && PATH=$unpacked/usr/bin:$PATH
  if kubectl_renders; then return; fi
  can_install || die "kubectl 1.27 or newer is missing: install it (on Debian 13: apt-get install kubernetes-client)"
  if [[ $(apt-cache policy kubernetes-client) =~ Candidate:\ 1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= 27)); then
    install_packages kubernetes-client
  else
    unpack_from_debian_13 kubectl "$unpacked"
    PATH=$unpacked/usr/bin:$PATH
  fi
  kubectl_renders || die "the kubectl that was installed does not render the overlays in deploy/kubernetes"
}

kubectl_renders() { kubectl kustomize "$ROOT/deploy/kubernetes/overlays/managed" >/dev/null 2>&1; }

# The tests run docker-compose.yml with Compose v2. Debian 12 has the first Compose only, so there it is Debian 13's,
# unpacked beside the state. ComposeIT finds docker-compose in PATH where the docker client has no such plugin.
ensure_compose() {
  local unpacked=$HOME_DIR/compose
  if docker compose version >/dev/null 2>&1; then return; fi
  PATH=$unpacked/usr/libexec/docker/cli-plugins:$PATH
  if compose_answers; then return; fi
  can_install || die "Docker Compose v2 is missing: install it (on Debian 13: apt-get install docker-compose)"
  if [[ $(apt-cache policy docker-compose) =~ Candidate:\ ([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 2)); then
    install_packages docker-compose
  else
    unpack_from_debian_13 docker-compose "$unpacked"
  fi
  compose_answers || docker compose version >/dev/null 2>&1 || die "the docker-compose that was installed does not run"
}

compose_answers() { [[ $(docker-compose version --short 2>/dev/null) =~ ^v?([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 2)); }

# unpack_from_debian_13 PACKAGE FOLDER: with lists of its own, so that nothing of this host changes.
unpack_from_debian_13() {
  local package=$1 folder=$2 log=$LOG_DIR/packages.log archive keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  archive=$(debian_archive Debian)
  [[ -n $archive ]] || die "apt on this host knows no Debian archive to fetch $package of Debian 13 from"
  note "fetching $package of Debian 13"
  mkdir -p "$folder"/apt/{lists/partial,cache/archives/partial,none}
  : >"$folder/apt/status"
  printf 'deb [signed-by=%s] %s trixie main\n' "$keyring" "$archive" >"$folder/apt/sources.list"
  {
    apt_of "$folder/apt" update && (cd "$folder/apt" && apt_of "$folder/apt" download "$package") &&
      dpkg -x "$folder"/apt/"$package"_*.deb "$folder"
  } >"$log" 2>&1 || die_with_log "$log" "$package of Debian 13 could not be fetched"
  rm -rf "$folder/apt"
}

apt_of() {
  local folder=$1
  shift
  apt-get -q -o "Dir::Etc::sourcelist=$folder/sources.list" -o "Dir::Etc::sourceparts=$folder/none" \
    -o "Dir::State::lists=$folder/lists" -o "Dir::State::status=$folder/status" -o "Dir::Cache=$folder/cache" \
    -o APT::Sandbox::User=root "$@" 8>&- 9>&-
}

# The tests look at the console's pages with Chromium. BrowserIT is skipped without it.
ensure_chromium() {
  if command -v chromium >/dev/null; then return; fi
  if ! can_install || ! (install_packages chromium fonts-dejavu-core); then
    note "chromium is missing, so pages are not looked at (on Debian: apt-get install chromium)"
  fi
}

# Processes whose clock is wrong are tested with libfaketime. TakeoverIT leaves them out without it, and so does the soak.
ensure_faketime() {
  if has_faketime; then return; fi
  if ! can_install || ! (install_packages faketime); then
    note "libfaketime is missing, so wrong clocks are not tested (on Debian: apt-get install faketime)"
  fi
}

has_faketime() { compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null; }

# Documents show how they are used; DocumentedIT types that.
ensure_documented_programs() {
  local missing
  mapfile -t missing < <(missing_documented_packages)
  if ((${#missing[@]} == 0)); then return; fi
  if ! can_install || ! (install_packages "${missing[@]}"); then
    note "${missing[*]} is missing, so commands of documents fail in their test (on Debian: apt-get install ${missing[*]})"
  fi
}

missing_documented_packages() {
  local program
  for program in kcat jq man; do command -v "$program" >/dev/null || printf '%s\n' "${program/#man/man-db}"; done
  python3 -c 'import yaml' 2>/dev/null || printf 'python3-yaml\n'
}

# Completion is tested in these shells, and manual pages with mandoc. CompletionTest and ManualTest leave out what is missing.
ensure_shells() {
  if command -v zsh >/dev/null && command -v fish >/dev/null && command -v mandoc >/dev/null; then return; fi
  if ! can_install || ! (install_packages zsh fish mandoc); then
    note "zsh, fish or mandoc is missing, so it is not tested (on Debian: apt-get install zsh fish mandoc)"
  fi
}
