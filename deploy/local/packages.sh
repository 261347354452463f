# shellcheck shell=bash
# Debian packages, where we may install them.

can_install() { [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; }

# install_packages PACKAGE…: installs what is missing. Images are made side by side, so more than one may ask at once.
install_packages() {
  local lock missing log=$LOG_DIR/packages.log
  exec {lock}>"$HOME_DIR/packages.lock"
  flock "$lock"
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} > 0)); then
    note "installing ${missing[*]}"
    { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
      die_with_log "$log" "apt-get could not install ${missing[*]}"
  fi
  exec {lock}>&-
}

missing_packages() {
  local package
  for package in "$@"; do
    if [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) != *" ok installed" ]]; then printf '%s\n' "$package"; fi
  done
}

apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@" 8>&- 9>&-; }
