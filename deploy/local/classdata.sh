# shellcheck shell=bash
# Class data: what a program has loaded once it is ready, kept in a file (JVM class data sharing, a dynamic archive), so
# that later starts need not load and check it again. `setup` records it; the JVM itself refuses what no longer fits the
# programs, and then starts as if there were none.

CLASS_DATA=$ROOT/target/class-data

# class_data_options PROGRAM: the JVM's options for it, one a line; none where nothing is recorded.
class_data_options() {
  local file=$CLASS_DATA/$1.jsa
  if [[ ${RECORDING:-no} == yes ]]; then
    printf -- '-XX:ArchiveClassesAtExit=%s\n-Xlog:cds=off\n-Xlog:cds+dynamic=off\n' "$file.new"
  elif [[ -f $file ]]; then
    printf -- '-XX:SharedArchiveFile=%s\n-Xlog:cds=off\n-Xlog:cds+dynamic=off\n-Xlog:class+path=off\n' "$file"
  fi
}

# Runs everything once, up and down, as a user would.
ensure_class_data() {
  local RECORDING=yes file stale="" parts
  for file in "$CLASS_DATA"/{console,cli}.jsa; do
    if [[ ! -f $file || $file -ot $(program_jar console) ]]; then stale=yes; fi
  done
  if [[ -z $stale ]]; then DETAIL="up to date" && return; fi
  mapfile -t parts < <(service_parts)
  if [[ -n $(running_parts local-stack "${parts[@]}") ]]; then
    DETAIL="not recorded, since services run: ./imprimatur down, then setup"
    return
  fi
  note "recording what the programs load, so that later starts are quick"
  mkdir -p "$CLASS_DATA"
  rm -f "$CLASS_DATA"/*
  start_local_stack
  start_services
  export_environment
  cli images >/dev/null 2>&1
  stop 120 "${parts[@]}"
  stop 60 local-stack
  for file in "$CLASS_DATA"/*.new; do mv "$file" "${file%.new}"; done
  DETAIL="recorded, $(du -sh "$CLASS_DATA" | cut -f 1)"
}
