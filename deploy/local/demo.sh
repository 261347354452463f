# shellcheck shell=bash
# What the demo does after the rebuild: run what users would pull.

# An image that has a program with the image's version is asked for it: image, then the command.
SMOKE_COMMANDS=("node node --version")

# Lines of family, version and one reference, from `images --json`: one array of flat objects whose "image" is
# family/version/variant.
published_images() {
  cli images --json | awk '
    BEGIN { RS = "}" }
    function field(name) {
      if (!match($0, "\"" name "\"[ \t\n]*:[ \t\n]*\"[^\"]*\"")) return ""
      value = substr($0, RSTART, RLENGTH - 1); sub(/.*"/, "", value); return value
    }
    function first_of(name) {
      if (!match($0, "\"" name "\"[ \t\n]*:[ \t\n]*\\[[ \t\n]*\"[^\"]*\"")) return ""
      value = substr($0, RSTART, RLENGTH - 1); sub(/.*"/, "", value); return value
    }
    { image = field("image"); sub(/\/.*/, "", image); if (image != "") print image, field("version"), first_of("tags") }'
}

smoke() {
  local image version reference command asked=0 wrong=0 said
  while read -r image version reference; do
    command=$(smoke_command "$image")
    [[ -n $command && -n $reference ]] || continue
    asked=$((asked + 1))
    if ! said=$(pull_and_run "$reference" "$command") || [[ $said != *"$version"* ]]; then
      wrong=$((wrong + 1))
      warn "$reference says '$said' to '$command', and not $version"
    fi
  done < <(published_images)
  ((wrong == 0)) || die "$wrong of $asked published images do not run as what they are named"
  ((asked > 0)) || die "no published image could be run"
  DETAIL="$asked images pulled and run, each says its version"
}

# As a user would: from the registry, and afterwards the engine is as it was.
pull_and_run() {
  local reference=$1 command=$2 there=yes result=0
  docker image inspect "$reference" >/dev/null 2>&1 || there=no
  docker pull -q "$reference" 2>&1 >/dev/null 9>&- || return
  # shellcheck disable=SC2086 # the command's words
  docker run --rm "$reference" $command 2>&1 </dev/null 9>&- || result=$?
  if [[ $there == no ]]; then docker rmi "$reference" >/dev/null 2>&1 || true; fi
  return "$result"
}

smoke_command() {
  local entry
  for entry in "${SMOKE_COMMANDS[@]}"; do
    if [[ ${entry%% *} == "$1" ]]; then printf '%s' "${entry#* }"; fi
  done
}
