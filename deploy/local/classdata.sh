# shellcheck shell=bash
# Class data: what a program has loaded once it is ready, kept in a file (JVM class data sharing, a dynamic archive), so
# that later starts need not load and check it again. `setup` records it; the JVM itself refuses what no longer fits the
# programs, and then starts as if there were none. PostgreSQL's programs, unpacked, lie beside it, for the same reason.
# IMPRIMATUR_CLASS_DATA names the folder of another home of the same
# checkout: the JVM takes programs that lie in the same way below another folder for the same.

class_data() { printf '%s' "${IMPRIMATUR_CLASS_DATA:-$HOME_DIR/class-data}"; }

# class_data_options PART: the JVM's options for it, one a line; none where nothing is recorded.
class_data_options() {
  local file
  file=$(class_data)/$1.jsa
  if [[ ${RECORDING:-no} == yes ]]; then
    printf -- '-XX:ArchiveClassesAtExit=%s\n-Xlog:cds=off\n-Xlog:cds+dynamic=off\n' "$file.new"
  elif [[ -f $file && ${WITH_CLASS_DATA:-yes} == yes ]]; then
    printf -- '-XX:SharedArchiveFile=%s\n-Xlog:cds=off\n-Xlog:cds+dynamic=off\n-Xlog:class+path=off\n' "$file"
  fi
}

# Starts everything, asks a question, and stops it again, as a user would.
ensure_class_data() {
  local RECORDING=yes parts file
  file=$(class_data)/console.jsa
  if [[ -f $file && $file -nt $(program_jar console) ]]; then DETAIL="up to date" && return; fi
  mapfile -t parts < <(service_parts)
  if [[ -n $(running_parts local-stack "${parts[@]}") ]]; then
    DETAIL="not recorded, since services run: ./imprimatur down, then setup"
    return
  fi
  note "recording what the programs load, so that later starts are quick"
  rm -rf "$(class_data)"/*.jsa{,.new} "$(class_data)"/postgres-*
  mkdir -p "$(class_data)"
  start_local_stack
  start_services
  export_environment
  cli images >/dev/null 2>&1
  stop 120 "${parts[@]}"
  stop 60 local-stack
  for file in "$(class_data)"/*.new; do mv "$file" "${file%.new}"; done
  DETAIL="recorded, $(du -sh "$(class_data)" | cut -f 1)"
}
