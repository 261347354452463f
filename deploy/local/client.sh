# shellcheck shell=bash
# What builds are handed to reach the package registries: the CA certificates that this host trusts and the npm
# client's configuration. It is given to a build at build time and never becomes part of an image.

ensure_client_configuration() {
  local client=$HOME_DIR/client certificates=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
  mkdir -p "$client"
  chmod 700 "$client"
  [[ -r $certificates ]] ||
    die "no CA certificates in $certificates: install ca-certificates, or name the file in SSL_CERT_FILE"
  replace_client_file ca-certificates.crt cat "$certificates"
  replace_client_file npmrc npm_configuration
  remember stack.env IMPRIMATUR_CLIENT_CONFIGURATION "$client"
  DETAIL="$client"
}

# replace_client_file NAME COMMAND…: the file is at any time the old one or the new one, since builds read it meanwhile. They
# are given all files of the folder, so the new one is written beside it.
replace_client_file() {
  local name=$1 new=$HOME_DIR/$1.new
  shift
  (umask 077 && "$@" >"$new") || die "$new cannot be written: is there room on its disk?"
  mv -f "$new" "$HOME_DIR/client/$name"
}

npm_configuration() {
  local registry=""
  if command -v npm >/dev/null; then registry=$(cd / && npm config get registry 2>/dev/null 9>&-) || registry=""; fi
  if [[ $registry == http* ]]; then printf 'registry=%s\n' "$registry"; fi
  # Credentials, and what belongs to a scope: lines such as //host/path/:_authToken=… and @scope:registry=…
  if [[ -r ~/.npmrc ]]; then grep -E '^(//|@)' ~/.npmrc || true; fi
  printf 'cafile=/imprimatur/ca-certificates.crt\n'
}
