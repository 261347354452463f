# shellcheck shell=bash
# What tests start as containers: they label it with this home's tag, so that nothing stays of it, however they end.

# The image that removes what a killed test has left; the version is the one that Testcontainers asks for.
RYUK=testcontainers/ryuk:0.14.0

# To be called before tests, with the engine up.
prepare_test_containers() {
  export IMPRIMATUR_TEST_RUN=$HOME_TAG
  if ! docker image inspect "$RYUK" >/dev/null 2>&1 && ! timeout 60 docker pull -q "$RYUK" >/dev/null 2>&1; then
    export TESTCONTAINERS_RYUK_DISABLED=true
  fi
  # Only where SELinux guards the engine's socket does it need more than that socket.
  [[ $(getenforce 2>/dev/null) == Enforcing ]] || export TESTCONTAINERS_RYUK_CONTAINER_PRIVILEGED=false
  sweep_test_containers
}

# To be called after tests, before the engine is stopped. One `test` of a home runs at a time, so all of it is left over.
sweep_test_containers() {
  local project
  remove_labelled "dev.imprimatur.test=$HOME_TAG"
  for project in $(docker_labels com.docker.compose.project | { grep "^$HOME_TAG-" || true; }); do
    remove_labelled "com.docker.compose.project=$project"
  done
} 9>&-

# docker_labels LABEL: its values on containers, volumes and networks.
docker_labels() {
  {
    docker ps -a --format "{{.Label \"$1\"}}"
    docker volume ls --format "{{.Label \"$1\"}}"
    docker network ls --format "{{.Label \"$1\"}}"
  } | sort -u
}

remove_labelled() {
  docker ps -aq --filter "label=$1" | xargs -r docker rm -fv
  docker volume ls -q --filter "label=$1" | xargs -r docker volume rm -f
  docker network ls -q --filter "label=$1" | xargs -r docker network rm
} >/dev/null
