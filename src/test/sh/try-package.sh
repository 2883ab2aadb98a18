#!/usr/bin/env bash
# Installs, removes and purges the Debian package $1 in a copy-on-write root on top of this machine's
# files, and prints what it does. Needs root and overlayfs; ends with 77 where one of these is missing.
set -euo pipefail

package=$1
work=$(mktemp -d)
root=$work/disk/root

skip() {
  printf 'SKIPPED: %s\n' "$1"
  exit 77
}

clean_up() {
  umount -l "$root" "$work/disk" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

[ "$(id -u)" -eq 0 ] || skip 'only root can install packages'
command -v dpkg >/dev/null || skip 'there is no dpkg'
mkdir "$work/disk"
mount -t tmpfs tmpfs "$work/disk" 2>/dev/null || skip 'may not mount'
mkdir "$work/disk/upper" "$work/disk/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/disk/upper,workdir=$work/disk/work" "$root" \
  2>/dev/null || skip 'no overlayfs'
cp "$package" "$root/root/dalleserver.deb"

# In a mount and process namespace of its own, so that nothing that it starts stays.
inside() {
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/tmp" && mount -t tmpfs tmpfs "$0/run" &&
      mount --bind /dev "$0/dev" && exec chroot "$0" /bin/bash -c "$1"' "$root" "$1"
}

# Its Java may be here without being a package: that is not what is tried.
inside 'dpkg -i --force-depends /root/dalleserver.deb' >&2 && echo installed=yes
inside 'printf "user=%s\n" "$(getent passwd dalleserver | cut -d: -f6,7)"
  printf "settings=%s\n" "$(stat -c "%a %U" /etc/dalleserver/dalleserver.env)"
  printf "keys=%s\n" "$(stat -c "%a %U" /etc/dalleserver/credentials)"
  printf "data=%s\n" "$(stat -c "%a %U" /var/lib/dalleserver)"
  printf "archive=%s\n" "$(ls /usr/share/dalleserver/archive/ | grep -cE "\.(jsa|aot)$")"
  printf "version=%s\n" "$(dalleserver --version | grep -c "^dalleserver ")"
  printf "enabled=%s\n" "$(ls /etc/systemd/system/multi-user.target.wants | grep -c "^dalleserver.service$")"
  printf "unit=%s\n" "$(systemd-analyze verify dalleserver.service 2>&1 | grep -c "dalleserver" || true)"'
inside 'echo "TB_DALLE_PORT=9999" >>/etc/dalleserver/dalleserver.env
  install -D -o dalleserver /dev/null /var/lib/dalleserver/output/simple/annotated/0x1.png
  dpkg -r dalleserver' >&2 && echo removed=yes
inside 'printf "settings_kept=%s\n" "$(grep -c "^TB_DALLE_PORT=9999" /etc/dalleserver/dalleserver.env)"
  printf "program_kept=%s\n" "$(ls -d /usr/share/dalleserver 2>/dev/null | wc -l)"'
inside 'dpkg -P dalleserver' >"$work/purge" 2>&1 && echo purged=yes
cat "$work/purge" >&2
echo "said=$(grep -c 'kept: the data in /var/lib/dalleserver' "$work/purge")"
inside 'printf "settings_left=%s\n" "$(ls -d /etc/dalleserver 2>/dev/null | wc -l)"
  printf "picture_left=%s\n" "$(ls /var/lib/dalleserver/output/simple/annotated/)"
  printf "package_known=%s\n" "$(dpkg -l dalleserver 2>/dev/null | grep -c "^[ir][ic]" || true)"'
