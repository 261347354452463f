#!/bin/sh
# What Imprimatur uses of the official image: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, the *.sql of
# /docker-entrypoint-initdb.d at the first start.
set -eu
# Options alone are options of the server.
case "${1:-}" in
  -*) set -- postgres "$@" ;;
esac
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chown -R postgres /var/lib/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s' "${POSTGRES_PASSWORD:?POSTGRES_PASSWORD is not set}" >/tmp/password
  initdb --pgdata="$PGDATA" --username="$user" --pwfile=/tmp/password --auth=trust --encoding=UTF8 --no-locale
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  {
    [ "$database" = postgres ] || echo "create database \"$database\""
  } | postgres --single -D "$PGDATA" postgres >/dev/null
  for file in /docker-entrypoint-initdb.d/*.sql; do
    [ -f "$file" ] || continue
    echo "running $file"
    # One statement ends at an empty line or a semicolon at the end of a line.
    postgres --single -j -D "$PGDATA" "$database" <"$file" >/dev/null
  done
fi
[ "$1" = postgres ] || exec "$@"
shift
exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
