# shellcheck shell=bash
# The programs: built when one is missing or older than its sources.

SERVICES=(renderer builder tester publisher console)

program_jar() { printf '%s' "$ROOT/$1-service/target/quarkus-app/quarkus-run.jar"; }

ensure_built() {
  local stamp=$ROOT/target/built reason
  lock_programs
  reason=$(stale "$stamp")
  if [[ -z $reason ]]; then
    DETAIL="up to date"
  elif [[ ${BUILD:-yes} == no ]]; then
    DETAIL="not built, as asked"
  else
    ensure_maven
    note "building, because $reason (log: $LOG_DIR/build.log)"
    touch "$stamp.started"
    mvn_quietly -T 2 -DskipTests package
    mv "$stamp.started" "$stamp"
    DETAIL="built"
  fi
  unlock_programs
}

# Several homes share one checkout, and with it the programs: one builds or copies them at a time.
lock_programs() {
  mkdir -p "$ROOT/target"
  exec 8>"$ROOT/target/programs.lock"
  flock 8
}

unlock_programs() { exec 8>&-; }

# Why the programs must be built; nothing when they need not be.
stale() {
  local stamp=$1 service newer
  for service in "${SERVICES[@]}"; do
    if [[ ! -f $(program_jar "$service") ]]; then echo "$service-service is missing" && return; fi
  done
  if ! compgen -G "$ROOT/local-stack/target/local-stack-*.jar" >/dev/null; then echo "local-stack is missing" && return; fi
  if ! compgen -G "$ROOT/cli/target/*.jar" >/dev/null; then echo "the CLI is missing" && return; fi
  if ! compgen -G "$ROOT/bench/target/bench-*.jar" >/dev/null; then echo "the bench is missing" && return; fi
  if [[ ! -f $stamp ]]; then echo "it is not known how old the programs are" && return; fi
  newer=$(find "$ROOT" \( -name target -o -name '.*' ! -path "$ROOT" \) -prune -o -type f \
    \( -path '*/src/main/*' -o -name pom.xml \) -newer "$stamp" -print -quit)
  if [[ -n $newer ]]; then echo "${newer#"$ROOT/"} has changed"; fi
}

# A build ends before what the second compiler makes would pay.
QUICK_MAVEN="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

mvn_quietly() {
  (cd "$ROOT" && MAVEN_OPTS="${MAVEN_OPTS:-} $QUICK_MAVEN" mvn -B -q -Dstyle.color=never "$@") >"$LOG_DIR/build.log" 2>&1 8>&- 9>&- || die_with_log "$LOG_DIR/build.log" "the build failed"
}
