# shellcheck shell=bash
# What runs: a table, or JSON.

# One line a part: name, state, pid, address, since; tabs between.
status_lines() {
  local part engine
  engine=$(recall stack.env DOCKER_HOST)
  status_line dockerd engine "${engine:--}" engine_answers "$engine"
  status_line production production "$(recalled stack.env IMPRIMATUR_REGISTRY)" registry_answers IMPRIMATUR_REGISTRY
  status_line staging staging "$(recalled stack.env IMPRIMATUR_STAGING)" registry_answers IMPRIMATUR_STAGING
  if [[ -f $RUN_DIR/package-cache.pid ]]; then
    status_line package-cache packages "$(package_cache_address)" running package-cache
  fi
  status_line local-stack kafka "$(recalled stack.env IMPRIMATUR_KAFKA)" port_taken "$(recall ports.env kafka)"
  status_line local-stack postgres "$(recalled stack.env IMPRIMATUR_POSTGRES)" port_taken "$(recall ports.env postgres)"
  for part in renderer $(builder_parts) tester publisher console; do
    status_line "$part" "$part" "http://localhost:$(recall ports.env "$part")" service_ready "$part"
  done
}

recalled() { local value; value=$(recall "$@"); printf '%s' "${value:--}"; }

builder_parts() {
  local parts
  parts=$(started_services | grep '^builder-' || true)
  printf '%s' "${parts:-builder-1}"
}

registry_answers() {
  local address
  address=$(recall stack.env "$1")
  [[ -n $address ]] && address_answers "$address"
}

# status_line PROCESS NAME ADDRESS CHECK…
status_line() {
  local process=$1 name=$2 address=$3 state=down pid=- since=-
  shift 3
  if running "$process"; then
    state=starting
    pid=$(pid_of "$process")
    since=$(date -u -r "$RUN_DIR/$process.pid" +%FT%TZ)
  fi
  # Engine and registries may be someone else's; the rest counts only as a process of this home.
  if [[ $state == starting || $process == dockerd || $process == production || $process == staging ]] &&
    [[ $address != - ]] && "$@"; then state=up; fi
  if [[ $name == engine && $state != up && $address != - ]] && engine_denies "$address"; then state=denied; fi
  [[ $address == *localhost: ]] && address=-
  printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$state" "$pid" "$address" "$since"
}

# say_what_to_do LINES: what a table of states does not show: why, and how it goes on.
say_what_to_do() {
  local part dead=()
  if grep -q $'^engine\tdenied\t' <<<"$1"; then
    warn "permission denied at the engine $(recall stack.env DOCKER_HOST): $(how_to_be_let_in)"
  fi
  for part in local-stack renderer $(builder_parts) tester publisher console; do
    if ended "$part"; then dead+=("$part"); fi
  done
  if disk_is_full; then
    warn "the disk of $HOME_DIR has $(free_mib) MiB left; broker and database end when it is full: free some, then ./imprimatur up"
  elif ended local-stack && grep -q 'No space left on device' "$LOG_DIR/local-stack.log" 2>/dev/null; then
    warn "broker and database ended when the disk of $HOME_DIR was full; there is space again: ./imprimatur up starts them, and the services go on"
  elif ((${#dead[@]} > 0)); then
    warn "ended by themselves: ${dead[*]}; ./imprimatur up starts them again, their logs are in $LOG_DIR"
  fi
}

print_status() {
  local lines
  lines=$(status_lines)
  if [[ ${1:-} == --json ]]; then
    awk -F '\t' 'BEGIN { print "[" }
      { printf "%s  {\"part\":\"%s\",\"state\":\"%s\",\"pid\":%s,\"address\":%s,\"since\":%s}", (NR > 1 ? ",\n" : ""),
          $1, $2, ($3 == "-" ? "null" : $3), ($4 == "-" ? "null" : "\"" $4 "\""), ($5 == "-" ? "null" : "\"" $5 "\"") }
      END { print "\n]" }' <<<"$lines"
  else
    awk -F '\t' 'BEGIN { form = "%-11s %-9s %-8s %-56s %s\n"; printf form, "PART", "STATE", "PID", "ADDRESS", "SINCE" }
      { printf form, $1, $2, $3, $4, $5 }' <<<"$lines"
  fi
  say_what_to_do "$lines"
  ! grep -qv $'^[^\t]*\tup\t' <<<"$lines"
}
