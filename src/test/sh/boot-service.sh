#!/usr/bin/env bash
# Boots systemd in namespaces of its own, on top of this machine's files and without changing them,
# with the server installed as a service, and prints what the service does. Needs root, overlayfs
# and cgroup v2; ends with 77 where one of these is missing. $1 is the checkout to install from, $2 the Debian package to install
# instead, if any.
set -euo pipefail

checkout=$1
work=$(mktemp -d)
hierarchy=/sys/fs/cgroup
[ -f "$hierarchy/cgroup.procs" ] || hierarchy=/sys/fs/cgroup/unified
group=$hierarchy/boot-service-$$
root=$work/disk/root
boot=''

skip() {
  printf 'SKIPPED: %s\n' "$1"
  exit 77
}

clean_up() {
  [ -z "$boot" ] || kill -9 "$boot" 2>/dev/null || true
  wait 2>/dev/null || true
  if [ -d "$group" ]; then
    # The kernel empties it a moment after the last process is gone.
    for _ in {1..50}; do
      find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
      sleep 0.1
    done
  fi
  umount -l "$root" "$work/disk" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

[ "$(id -u)" -eq 0 ] || skip 'only root can boot'
[ -x /lib/systemd/systemd ] || skip 'systemd is not installed'
mkdir "$group" 2>/dev/null || skip 'no cgroup v2 to write to'
mkdir "$work/disk"
mount -t tmpfs tmpfs "$work/disk" 2>/dev/null || skip 'may not mount'
mkdir "$work/disk/upper" "$work/disk/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/disk/upper,workdir=$work/disk/work" "$root" \
  2>/dev/null || skip 'no overlayfs'

if [ -n "${2:-}" ]; then
  cp "$2" "$root/root/dalleserver.deb"
  # shellcheck disable=SC2016 # the inner shell expands it
  unshare --mount --pid --fork bash -c 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" &&
    chroot "$0" dpkg -i --force-depends /root/dalleserver.deb' "$root" >&2
else
  "$checkout/run.sh" install --yes --root "$root" >&2
fi
printf 'sk-boot-0123456789\n' >"$root/etc/dalleserver/credentials/openai-api-key"
printf 'token-of-the-boot\n' >"$root/etc/dalleserver/credentials/api-token"
printf '[Unit]\nWants=dalleserver.service systemd-journald.service\n' \
  >"$root/etc/systemd/system/boot-service.target"

cat >"$work/disk/begin" <<END
set -e
ip link set lo up
mount --make-rprivate /
mount -t proc proc $root/proc
mount -t sysfs sysfs $root/sys
mount -t cgroup2 cgroup2 $root/sys/fs/cgroup
mount -t tmpfs tmpfs $root/run
mount -t tmpfs tmpfs $root/tmp
mount --rbind /dev $root/dev
mkdir $root/oldroot
cd $root
pivot_root . oldroot
umount -l /oldroot
# As after every boot: mounts for a service must reach it.
mount --make-rshared /
exec env -i container=boot-service /lib/systemd/systemd --system --unit=boot-service.target
END
(
  echo "$BASHPID" >"$group/cgroup.procs"
  exec unshare --fork --kill-child --pid --mount --cgroup --uts --ipc --net \
    bash "$work/disk/begin" >"$work/disk/log" 2>&1 </dev/null
) &
boot=$!

# The process with id 1 in the namespace.
first() {
  pgrep -P "$boot" -x systemd || true
}

inside() {
  nsenter -t "$one" -a -- "$@"
}

for _ in {1..600}; do
  one=$(first)
  [ -z "$one" ] || ! inside systemctl show-environment >/dev/null 2>&1 || break
  kill -0 "$boot" 2>/dev/null || { cat "$work/disk/log" >&2; skip 'systemd does not boot here'; }
  sleep 0.1
done

answer() {
  inside bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080
    printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$0" >&3
    cat <&3' "$1"
}
status() {
  local line=''
  IFS= read -r line < <(answer "$1")
  line=${line#* }
  printf '%s' "${line%% *}"
}
show() {
  inside systemctl show -P "$1" dalleserver.service
}

inside systemctl start dalleserver.service && echo "started=$(show ActiveState)"
pid=$(show MainPID)
echo "readiness=$(status '/health?check=readiness')"
echo "without_token=$(status '/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b?generate=1')"
echo "provider=$(answer /health | grep -o '"state":"[A-Z_]*"')"
echo "user=$(inside stat -c %U "/proc/$pid")"
echo "key_in_environment=$(inside grep -c sk-boot "/proc/$pid/environ" || true)"
echo "seccomp=$(inside grep -c '^Seccomp:.2$' "/proc/$pid/status")"
echo "capabilities=$(inside sed -n 's/^CapBnd:.//p' "/proc/$pid/status")"
# The root of the file system that it sees.
echo "root=$(inside awk '$5 == "/" { print substr($6, 1, 2) }' "/proc/$pid/mountinfo" | tail -n 1)"
echo "archive=$(inside bash -c "tr '\0' '\n' </proc/$pid/cmdline" |
  grep -cE '^-XX:(AOTCache|SharedArchiveFile)=/usr/(local/lib|share)/dalleserver/archive/')"
inside systemctl kill -s KILL dalleserver.service
for _ in {1..600}; do
  [ "$(show NRestarts)" = 0 ] || [ "$(show ActiveState)" != active ] || break
  sleep 0.1
done
echo "after_kill=$(show ActiveState) restarts=$(show NRestarts)"
inside systemctl stop dalleserver.service
echo "stopped=$(show ActiveState) result=$(show Result) exit=$(show ExecMainStatus)"
# Wrong settings are logged once, as an error, and systemd does not restart the service.
inside bash -c 'echo "TB_DALLE_PORT=none" >>/etc/dalleserver/dalleserver.env'
inside systemctl start dalleserver.service 2>/dev/null || true
echo "wrong_settings=$(show ActiveState) restarts=$(show NRestarts) exit=$(show ExecMainStatus)"
echo "errors_in_journal=$(inside journalctl -u dalleserver -p err --no-pager -o cat |
  grep -c 'TB_DALLE_PORT')"
