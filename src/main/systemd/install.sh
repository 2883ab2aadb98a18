# "./run.sh install" and "./run.sh uninstall": the server as a service of systemd. Read by run.sh,
# whose functions it uses; lies beside run.sh once it is installed.
#
#   --dry-run      print what would be done, and do nothing
#   --yes          do not ask
#   --root DIR     into the system that lies in DIR, which is not running

library=/usr/local/lib/dalleserver
settings=/etc/dalleserver
unit=/etc/systemd/system/dalleserver.service
node_unit=/etc/systemd/system/dalleserver@.service
sysusers=/etc/sysusers.d/dalleserver.conf
data=/var/lib/dalleserver

install_usage() {
  cat <<END
Makes the server a service of systemd, or takes it away again; settings and data stay.

Usage: ./run.sh install [flags]     or: ./run.sh uninstall [flags]

  --dry-run    print what would be done, and do nothing
  --yes        ask nothing
  --root DIR   into the system that lies in DIR, which is not running
END
}

# Sets dry_run, sure and root from "$@".
read_install_flags() {
  dry_run='' sure='' root=''
  while [ $# -gt 0 ]; do
    case $1 in
      --dry-run) dry_run=yes ;;
      --yes) sure=yes ;;
      --help)
        install_usage
        exit 0
        ;;
      --root)
        [ $# -ge 2 ] || die '--root: accepted: a directory' 2
        [ -d "$2" ] || die "--root: there is no directory $2" 2
        root=$(cd "$2" && pwd -P)
        [ "$root" != / ] || root=''
        shift
        ;;
      *) die "$1: accepted: --dry-run, --yes, --root DIR, --help" 2 ;;
    esac
    shift
  done
}

# Everything that changes the machine goes through here.
act() {
  if [ -n "$dry_run" ]; then
    printf 'would run:'
    printf ' %s' "$@"
    printf '\n'
  else
    "$@"
  fi
}

# Ends the script unless somebody says yes. $1 is the question.
agree() {
  local answer=''
  [ -z "$dry_run$sure" ] || return 0
  [ -t 0 ] || die 'nobody here to ask: add --yes, or --dry-run to see what would be done' 2
  printf '%s [y/N] ' "$1" >&2
  IFS= read -r answer || true
  case $answer in y | Y | yes) ;; *) die 'nothing was changed' ;; esac
}

need_rights() {
  [ -n "$dry_run$root" ] || [ "$(id -u)" -eq 0 ] || die "this needs root: sudo ./run.sh $1"
}

# Whether the system to be changed is the one that runs, under systemd.
is_live() {
  [ -z "$root" ] && [ -d /run/systemd/system ]
}

install_service() {
  read_install_flags "$@"
  need_rights install
  [ -f "$here/.env.example" ] || die 'install from a checkout: the newer one, for an upgrade'
  [ -n "$root" ] || command -v systemctl >/dev/null || die 'there is no systemd here'
  # A service sees no home directories.
  HOME='' list_jdks
  choose_run_jdk
  case $run_jdk in /home/* | /root/*) die_without_jdk "a service cannot use $run_jdk" ;; esac
  if needs_build; then
    # Else root would own what Maven writes, and run whatever Maven runs.
    [ -z "${SUDO_USER:-}" ] || die 'build it first, as yourself: ./run.sh --version'
    [ -n "$dry_run" ] || build_if_needed
  fi
  say "installs into ${root:-/}: $library, $settings, $unit; data goes to $data"
  agree 'go on?'
  install_files
  install_settings
  act systemd-sysusers ${root:+"--root=$root"} "$root$sysusers"
  install_archive
  if is_live; then
    act systemctl daemon-reload
    # A restart is how a new jar gets used; what it cuts off is taken up again.
    act systemctl enable dalleserver.service
    act systemctl restart dalleserver.service
    tell_where_things_are
  elif [ -z "$root" ]; then
    say 'systemd does not run here: it will find the service at the next boot, when it is enabled'
    act systemctl enable dalleserver.service
  else
    act systemctl --root="$root" enable dalleserver.service
  fi
}

install_files() {
  act install -d -m 755 "$root$library" "$root/etc/systemd/system" "$root/etc/sysusers.d"
  # In one rename each: a server that runs keeps what it has open.
  put 644 "$jar" "$library/dalleserver.jar"
  put 755 "$here/run.sh" "$library/run.sh"
  put 755 "$service_files/await-ready.sh" "$library/await-ready.sh"
  put 644 "$service_files/install.sh" "$library/install.sh"
  put 644 "$here/docs/operating.md" "$library/operating.md"
  put 644 "$service_files/dalleserver.service" "$unit"
  put 644 "$service_files/dalleserver@.service" "$node_unit"
  put 644 "$service_files/dalleserver.sysusers" "$sysusers"
}

# Copies file $2 to $3 with mode $1.
put() {
  [ "$2" != "$root$3" ] || return 0
  act install -m "$1" "$2" "$root$3.new"
  act mv -f "$root$3.new" "$root$3"
}

# What belongs to the operator is made once and never touched again.
install_settings() {
  act install -d -m 755 "$root$settings"
  act install -d -m 700 "$root$settings/credentials"
  if [ ! -e "$root$settings/dalleserver.env" ]; then
    act install -m 600 "$here/.env.example" "$root$settings/dalleserver.env"
  fi
}

# What makes starting faster: made now, since the service itself may not write beside its jar.
install_archive() {
  if [ -n "$dry_run" ]; then
    printf 'would make: %s\n' "$root$library/archive"
    return 0
  fi
  jar=$root$library/dalleserver.jar
  state=$root$library/archive
  rm -rf "$state"
  mkdir -p "$state"
  choose_jvm_flags
  choose_archive
  chmod -R a+rX "$state"
}

tell_where_things_are() {
  cat <<END
dalleserver is installed.
  settings  $settings/dalleserver.env
  keys      $settings/credentials/openai-api-key, api-token, webhook-secret; one line each
  data      $data
  after a change: systemctl restart dalleserver
  log:            journalctl -u dalleserver
END
}

uninstall_service() {
  read_install_flags "$@"
  need_rights uninstall
  [ -e "$root$unit" ] || [ -e "$root$library" ] || die 'it is not installed'
  say "removes $root$library, $root$unit and $root$sysusers"
  agree 'go on?'
  if is_live; then
    act systemctl disable --now dalleserver.service
    act systemctl stop 'dalleserver@*.service'
  else
    act systemctl ${root:+"--root=$root"} disable dalleserver.service
  fi
  act rm -f "$root$unit" "$root$node_unit" "$root$sysusers"
  act rm -rf "$root$library"
  if is_live; then act systemctl daemon-reload; fi
  say "kept: the data in $root$data, the settings in $root$settings, and the user dalleserver"
}
