# shellcheck shell=bash
# A JDK of at least MINIMUM_JAVA, and Maven.

MINIMUM_JAVA=21

# ensure_jdk: exports JAVA_HOME.
ensure_jdk() {
  local candidate
  for candidate in "${IMPRIMATUR_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(java_home_on_path)" /usr/lib/jvm/*; do
    if is_jdk "$candidate"; then
      export JAVA_HOME=$candidate
      DETAIL="Java $(java_version "$candidate") in $candidate"
      return
    fi
  done
  die "no JDK of version $MINIMUM_JAVA or newer found: install one (Debian 13: apt-get install openjdk-21-jdk-headless) and name its folder in JAVA_HOME or IMPRIMATUR_JAVA_HOME"
}

java_home_on_path() {
  local java
  if java=$(command -v java); then dirname "$(dirname "$(readlink -f "$java")")"; fi
}

java_version() { sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release" 2>/dev/null; }

is_jdk() {
  local version
  [[ -n $1 && -x $1/bin/javac ]] || return 1
  version=$(java_version "$1")
  version=${version%%[!0-9]*}
  [[ -n $version ]] && ((version >= MINIMUM_JAVA))
}

ensure_maven() {
  if ! command -v mvn >/dev/null; then
    can_install || die "Maven is missing: install it (on Debian: apt-get install maven)"
    install_packages maven
  fi
}

# The tests fetch linters with the npm client.
ensure_npm() {
  if ! command -v npm >/dev/null; then
    can_install || die "the npm client is missing: install it (on Debian: apt-get install npm)"
    install_packages npm
  fi
}
