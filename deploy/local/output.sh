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

# meant GIVEN OPTION…: the option that GIVEN is the beginning of, or that it begins with, as a question.
meant() {
  local given=$1 option
  shift
  for option in "$@"; do
    if [[ ${#given} -gt 3 && ($option == "$given"* || $given == "$option"*) ]]; then printf '; did you mean %s?' "$option"; fi
  done
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
