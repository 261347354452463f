# shellcheck shell=bash
# What goes into the images of the services and of the CLI: the catalogue of these images together with the programs that
# `mvn -DskipTests package` made.

PROGRAMS=(renderer-service builder-service tester-service publisher-service console-service cli)
IMAGES=$ROOT/deploy/images/catalog
VERSION=$(sed -n '0,/<version>/s/.*<version>\(.*\)<\/version>.*/\1/p' "$ROOT/pom.xml")
VERSION=${VERSION%-SNAPSHOT}

die() {
  printf '✗ %s\n' "$*" >&2
  exit 2
}

# lay_out FOLDER: the whole catalogue, its programs of this version.
lay_out() {
  local folder=$1 program
  mkdir -p "$folder"
  cp -r "$IMAGES/." "$folder"
  lay_out_local_stack "$folder"
  for program in "${PROGRAMS[@]}"; do
    sed -i "s/^releases: .*/releases: [{version: $VERSION}]/" "$folder/$program/family.yaml"
    lay_out_program "$program" "$folder/$program/files"
  done
}

# lay_out_local_stack FOLDER: what class data is recorded beside, and what tests start services beside.
lay_out_local_stack() {
  local target=$1/service/tests/starts/local-stack packaged=$ROOT/local-stack/target
  compgen -G "$packaged/local-stack-*.jar" >/dev/null || die "local-stack is not built yet: mvn -DskipTests package"
  mkdir -p "$target"
  cp "$packaged"/local-stack-*.jar "$packaged"/lib/*.jar "$target"
}

# lay_out_program PROGRAM FOLDER: its libraries and its own part, each where it will lie in the image.
lay_out_program() {
  local lib=$2/lib/app/lib own=$2/program/app packaged=$ROOT/$1/target keys
  mkdir -p "$lib" "$own"
  if [[ $1 == cli ]]; then
    compgen -G "$packaged/cli-*.jar" >/dev/null || die "the CLI is not built yet: mvn -DskipTests package"
    cp "$packaged"/lib/* "$lib"
    cp "$packaged"/cli-*.jar "$own/cli.jar"
    printf '%s\n' -XX:TieredStopAtLevel=1 '-cp "cli.jar:lib/*"' dev.imprimatur.cli.Imprimatur >"$own/java.args"
  else
    [[ -f $packaged/quarkus-app/quarkus-run.jar ]] || die "$1 is not built yet: mvn -DskipTests package"
    cp -r "$packaged"/quarkus-app/lib/. "$lib"
    cp -r "$packaged"/quarkus-app/{app,quarkus,quarkus-run.jar} "$own"
    printf '%s\n' '-jar quarkus-run.jar' >"$own/java.args"
  fi
  chmod -R u=rwX,go=rX "$2"
  keys=$(mktemp -d)
  mkdir -p "$keys"/keys/{signing,trusted,places,renderers,builds,builders,publications,publishers,console}
  archive 10001 "$keys" keys >"$2/keys.tar"
  rm -rf "$keys"
}

# archive OWNER FOLDER NAME: the same bytes for the same files.
archive() { tar -C "$2" --sort=name --mtime=@0 --owner="$1" --group="$1" --numeric-owner -c "$3"; }
