#!/usr/bin/env bash
# Returns when the server of this service says that it is ready: systemd calls it after the start,
# with the server's own environment and its process in MAINPID. Returns 1 when that process ends.
set -euo pipefail

host=${TB_DALLE_HOST:-127.0.0.1}
port=${TB_DALLE_PORT:-8080}
# What listens everywhere listens on loopback too.
case $host in 0.0.0.0) host=127.0.0.1 ;; :: | '[::]') host=::1 ;; esac
host=${host#[} host=${host%]}

# Whether the server answers that it is ready..
ready() {
  local line=''
  exec 3<>"/dev/tcp/$host/$port" || return 1
  printf 'GET /health?check=readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  IFS= read -r -t 5 line <&3 || return 1
  case $line in 'HTTP/1.1 200'*) return 0 ;; *) return 1 ;; esac
}

if [ "$port" = 0 ]; then
  echo 'await-ready.sh: with port 0 nobody can ask whether the server is ready' >&2
  exit 0
fi
until (ready) 2>/dev/null; do
  kill -0 "${MAINPID:-$PPID}" 2>/dev/null || exit 1
  sleep 0.2
done
