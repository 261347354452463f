# shellcheck shell=bash
# The upstream images that catalogues build on, mirrored as <staging>/upstream/<image>: builds then depend on
# nothing but our own registry. Where no hub answers, Debian's images are made from Debian's own archive.

ensure_upstreams() {
  local image had=0 adding=()
  while read -r image; do
    [[ -n $image && $image != \#* ]] || continue
    if upstream_answers "$image"; then
      had=$((had + 1))
    else
      # Side by side: each is bound now by the network and now by one core.
      { obtain_upstream "$image" && publish_upstream "$image"; } &
      adding+=($!)
    fi
  done <"$ROOT/deploy/local/upstreams"
  for image in ${adding[@]+"${adding[@]}"}; do wait "$image" || exit 1; done
  DETAIL="$IMPRIMATUR_STAGING/upstream: $had were there, ${#adding[@]} added"
}

upstream_answers() {
  local name=${1%:*} tag=${1#*:} scheme
  for scheme in http https; do
    if curl -fsSI -o /dev/null --max-time 5 \
      -H 'Accept: application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json' \
      "$scheme://$IMPRIMATUR_STAGING/v2/upstream/$name/manifests/$tag" 2>/dev/null; then return 0; fi
  done
  return 1
}

obtain_upstream() {
  local image=$1
  if docker image inspect "$image" >/dev/null 2>&1; then return; fi
  note "pulling $image"
  if pull "$image" "$LOG_DIR/pull-${image//[:\/]/-}.log"; then return; fi
  [[ $image == debian:* ]] ||
    die_with_log "$LOG_DIR/pull-${image//[:\/]/-}.log" "$image cannot be pulled: push it to $IMPRIMATUR_STAGING/upstream/$image, or load it into the engine (docker load)"
  can_install || die_with_log "$LOG_DIR/pull-${image//[:\/]/-}.log" "$image cannot be pulled, and making it with debootstrap needs root on Debian: push it to $IMPRIMATUR_STAGING/upstream/$image"
  make_debian_image "${image#debian:}"
}

# Seconds until a hub has to answer. What it then sends may take its time.
HUB_ANSWERS_WITHIN=20

# pull IMAGE LOG
pull() {
  local pid waited=0
  : >"$2" # what an earlier one said is no answer to this one
  timeout 1800 docker pull "$1" >"$2" 2>&1 9>&- &
  pid=$!
  until grep -q 'Pulling from' "$2" || ! kill -0 "$pid" 2>/dev/null; do
    if ((++waited > HUB_ANSWERS_WITHIN * 5)); then
      kill "$pid"
      break
    fi
    sleep 0.2
  done
  wait "$pid"
}

publish_upstream() {
  local image=$1 target=$IMPRIMATUR_STAGING/upstream/$1
  docker tag "$image" "$target"
  docker push "$target" >"$LOG_DIR/push-${image//[:\/]/-}.log" 2>&1 9>&- || die_with_log "$LOG_DIR/push-${image//[:\/]/-}.log" "$target cannot be pushed"
}

# The archive this host is configured for: debian_archive Debian, or debian_archive Debian-Security.
debian_archive() {
  # shellcheck disable=SC2016 # apt expands it
  apt-get indextargets --format '$(LABEL)|$(SITE)' 'Created-By: Packages' | sed -n "s/^$1|//p" | head -n 1
}

# Made once on this machine for all homes, and again after so many days.
DEBIAN_CACHE=/var/cache/imprimatur
DEBIAN_CACHE_DAYS=7

make_debian_image() {
  local suite=$1 log=$LOG_DIR/debootstrap-$1.log archive security made lock
  install_packages debootstrap debian-archive-keyring
  archive=$(debian_archive Debian)
  security=$(debian_archive Debian-Security)
  [[ -n $archive ]] || die "apt on this host knows no Debian archive: debian:$suite can neither be pulled nor made"
  (umask 077 && mkdir -p "$DEBIAN_CACHE")
  [[ -O $DEBIAN_CACHE ]] || die "$DEBIAN_CACHE belongs to another user: remove it"
  made=$DEBIAN_CACHE/debian-$suite-$(made_of "$archive" "$security").tar
  exec {lock}>"$DEBIAN_CACHE/$suite.lock"
  flock "$lock"
  if [[ -n $(find "$made" -mtime "-$DEBIAN_CACHE_DAYS" 2>/dev/null) ]]; then
    note "no hub answers: taking debian:$suite as it was made on $(date -r "$made" +%F) ($made)"
  else
    note "no hub answers: making debian:$suite from the Debian archive with debootstrap, which takes a minute or two"
    make_debian_archive "$suite" "$archive" "$security" "$made" "$log"
  fi
  docker import --change 'CMD ["bash"]' --message "debootstrap $suite" - "debian:$suite" <"$made" >>"$log" 2>&1 9>&- ||
    die_with_log "$log" "debian:$suite could not be imported into the engine"
  exec {lock}>&-
}

# made_of ARCHIVE SECURITY: names what an image is made of, and how.
made_of() {
  { printf '%s\n' "$@" "$(dpkg --print-architecture)" && declare -f debootstrap_and_update debian_sources; } | sha256sum | cut -c1-12
}

# make_debian_archive SUITE ARCHIVE SECURITY FILE LOG: the file appears with its whole content.
make_debian_archive() {
  local suite=$1 archive=$2 security=$3 file=$4 log=$5 root
  rm -f "$DEBIAN_CACHE/debian-$suite-"*.tar{,.new}
  # One that was killed left what it had made.
  for root in "$(making_dir)/debootstrap-$suite.$HOME_TAG."??????; do remove_tree "$root" || true; done
  root=$(mktemp -d "$(making_dir)/debootstrap-$suite.$HOME_TAG.XXXXXX")
  debootstrap_and_update "$suite" "$root" "$archive" "$security" 2>&1 9>&- | say_progress "debian:$suite" "$log" || {
    remove_tree "$root"
    die_with_log "$log" "debootstrap could not make debian:$suite"
  }
  tar -C "$root" --numeric-owner --one-file-system -cf "$file.new" . 2>>"$log" || {
    remove_tree "$root"
    rm -f "$file.new"
    die_with_log "$log" "debian:$suite could not be packed into $DEBIAN_CACHE"
  }
  mv "$file.new" "$file"
  remove_tree "$root"
}

# Debootstrap and its chroot take a folder's name for several where it has white space.
making_dir() {
  if [[ $HOME_DIR == *[[:space:]]* ]]; then printf /var/tmp; else printf '%s' "$HOME_DIR"; fi
}

# say_progress NAME LOG: writes what comes on stdin to the log, and says where it is as often as that changes.
say_progress() {
  local name=$1 log=$2 line now last=""
  : >"$log"
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    case $line in
      'I: Retrieving '*) now="fetching packages" ;;
      'I: Extracting '*) now="unpacking the first packages" ;;
      'I: Unpacking '*) now="unpacking" ;;
      'I: Configuring '*) now="configuring" ;;
      'Get:'* | 'Hit:'*) now="fetching updates" ;;
    esac
    if [[ ${now:-} != "$last" ]]; then
      note "$name: $now"
      last=$now
    fi
  done
}

# Debootstrap mounts what it needs, and leaves it mounted if it is cut off.
remove_tree() { rm -rf --one-file-system "$1"; }

debootstrap_and_update() {
  local suite=$1 root=$2 archive=$3 security=$4
  debootstrap --variant=minbase "$suite" "$root" "$archive" || return
  debian_sources "$suite" "$archive" "$security" >"$root/etc/apt/sources.list.d/debian.sources"
  rm -f "$root/etc/apt/sources.list"
  printf 'Acquire::Languages "none";\n' >"$root/etc/apt/apt.conf.d/docker-no-languages"
  printf 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n' >"$root/etc/apt/apt.conf.d/docker-clean"
  # As in Debian's own images: a layer is kept whole or not at all, so no package has to be on the disk before the next.
  printf 'force-unsafe-io\n' >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
  # No daemon of a package may start inside an image.
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  chroot "$root" env DEBIAN_FRONTEND=noninteractive sh -c 'apt-get update && apt-get -y dist-upgrade && apt-get clean' || return
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/log/*.log "$root"/var/log/apt/* \
    "$root/etc/hostname" "$root/etc/resolv.conf"
  : >"$root/etc/machine-id"
}

debian_sources() {
  local suite=$1 archive=$2 security=$3 keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'Types: deb\nURIs: %s\nSuites: %s %s-updates\nComponents: main\nSigned-By: %s\n' "$archive" "$suite" "$suite" "$keyring"
  [[ -z $security ]] ||
    printf '\nTypes: deb\nURIs: %s\nSuites: %s-security\nComponents: main\nSigned-By: %s\n' "$security" "$suite" "$keyring"
}
