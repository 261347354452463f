#!/bin/sh
# As the official image does it: options alone are options of dockerd.
set -eu
case "${1:-}" in
  "" | -*) set -- dockerd "$@" ;;
esac
[ "$1" = dockerd ] || exec "$@"
# Where this stand-in is used no hub answers; it is not to wait for one that some network only keeps silent about.
echo "127.0.0.1 registry-1.docker.io" >>/etc/hosts
# Inside a container the processes have to leave the root group before the controllers can be handed on.
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mkdir -p /sys/fs/cgroup/init
  xargs -rn1 </sys/fs/cgroup/cgroup.procs >/sys/fs/cgroup/init/cgroup.procs 2>/dev/null || true
  sed 's/ / +/g; s/^/+/' /sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || true
fi
rm -f /var/run/docker.pid
# What it could not pull from a hub, it has.
(until docker load --quiet --input /upstream.tar; do sleep 1; done) &
exec "$@"
