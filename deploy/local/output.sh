# shellcheck shell=bash
# What the script says to its user: always on stderr, so that stdout stays clean for --json and env.

note() { printf '  %s\n' "$*" >&2; }
warn() { printf '! %s\n' "$*" >&2; }
die() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}

usage_error() {
  printf '✗ %s\n  ./imprimatur --help lists the commands and options.\n' "$*" >&2
  exit 2
}

# meant GIVEN KNOWN…: as a question the known word that is nearest to GIVEN, if one is near. One that begins the other is.
meant() {
  local given=$1 known nearest="" least=99 limit
  shift
  for known in "$@"; do
    limit=$((${#known} < 6 ? 1 : ${#known} < 9 ? 2 : 3))
    DISTANCE=0
    if [[ ${#given} -lt 4 || ($known != "$given"* && $given != "$known"*) ]]; then measure_distance "$given" "$known"; fi
    if ((DISTANCE <= limit && DISTANCE < least)); then nearest=$known least=$DISTANCE; fi
  done
  [[ -z $nearest ]] || printf '; did you mean %s?' "$nearest"
}

# measure_distance A B: DISTANCE becomes how many letters have to be added, removed, replaced, or swapped with the next one.
measure_distance() {
  local a=$1 b=$2 width=$((${#2} + 1)) i j least steps=()
  for ((j = 0; j < width; j++)); do steps[j]=$j; done
  for ((i = 1; i <= ${#a}; i++)); do
    steps[i * width]=$i
    for ((j = 1; j < width; j++)); do
      least=$((steps[(i - 1) * width + j - 1]))
      if [[ ${a:i-1:1} != "${b:j-1:1}" ]]; then least=$((least + 1)); fi
      least=$((steps[(i - 1) * width + j] + 1 < least ? steps[(i - 1) * width + j] + 1 : least))
      least=$((steps[i * width + j - 1] + 1 < least ? steps[i * width + j - 1] + 1 : least))
      if ((i > 1 && j > 1)) && [[ ${a:i-1:1}${a:i-2:1} == "${b:j-2:1}${b:j-1:1}" ]]; then
        least=$((steps[(i - 2) * width + j - 2] + 1 < least ? steps[(i - 2) * width + j - 2] + 1 : least))
      fi
      steps[i * width + j]=$least
    done
  done
  DISTANCE=$((steps[${#a} * width + width - 1]))
}

# Microseconds since the epoch, whatever the locale's decimal sign.
now_us() { printf '%s' "${EPOCHREALTIME//[.,]/}"; }

seconds_since() {
  local us=$(($(now_us) - $1))
  printf '%d.%d s' $((us / 1000000)) $((us % 1000000 / 100000))
}

# step NAME COMMAND…: runs the command and says how long it took. The command may set DETAIL.
step() {
  local name=$1 started
  started=$(now_us)
  shift
  DETAIL=""
  "$@"
  printf '✓ %-14s %s (%s)\n' "$name" "$DETAIL" "$(seconds_since "$started")" >&2
}

# die_with_log FILE MESSAGE…: the message, the end of the log and where the rest of it is.
die_with_log() {
  local file=$1
  shift
  printf '✗ %s\n' "$*" >&2
  if [[ -s $file ]]; then
    printf '  the last lines of %s:\n' "$file" >&2
    tail -n 15 "$file" | sed 's/^/  | /' >&2
  fi
  exit 1
}
