#!/bin/sh
# Installs the programs without which some tests are skipped: promtool and prometheus; chromium,
# faketime, strace and slowhttptest; nginx, haproxy, caddy and the tools of systemd; curl, fish and python3, which
# the documents speak of; licensecheck, lintian, skopeo and bubblewrap, for releases; node and what its tests import. Does nothing where they are
# installed, or where it may not install; says then which tests will be skipped. Programs that are
# named as arguments are installed too.
set -eu

browser_tests=$(cd "$(dirname "$0")/../browser" && pwd)
sdk_tests=$(cd "$(dirname "$0")/../sdk" && pwd)
manifest_tests=$(cd "$(dirname "$0")/../kubernetes" && pwd)
log=${TMPDIR:-/tmp}/install-test-tools.$$
trap 'rm -f "$log"' EXIT

# Prints the programs among the arguments that are missing.
missing() {
  for program in "$@"; do
    command -v "$program" >/dev/null || printf ' %s' "$program"
  done
}

skip() {
  printf 'install-test-tools: %s; tests that need%s are skipped\n' "$1" "$2" >&2
}

# Installs Debian packages, named like their programs.
install_packages() {
  command -v apt-get >/dev/null || { skip 'no apt-get here' "$1"; return 0; }
  [ "$(id -u)" -eq 0 ] || { skip 'not root' "$1"; return 0; }
  # Some packages would start a server on installation; this policy forbids it.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$log" "$policy"' EXIT
  fi
  # shellcheck disable=SC2086 # several names in one variable
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy \
    --no-install-recommends $1; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    skip 'apt-get failed' "$1"
  fi
}

# No lock file: it would name a registry.
install_modules() {
  [ -d "$browser_tests/node_modules/playwright-core" ] &&
    [ -d "$browser_tests/node_modules/axe-core" ] &&
    [ -d "$browser_tests/node_modules/@redocly/cli" ] && return
  npm_install "$browser_tests" ' playwright-core, axe-core and redocly'
}

# The clients of the OpenAI protocol.
install_clients() {
  [ -d "$sdk_tests/node_modules/openai" ] && [ -d "$sdk_tests/node_modules/ai" ] &&
    [ -d "$sdk_tests/node_modules/@langchain/openai" ] && return
  npm_install "$sdk_tests" ' the clients openai, ai and @langchain/openai'
}

# The published schemas of Kubernetes.
install_schemas() {
  [ -d "$manifest_tests/node_modules/kubernetes-models" ] &&
    [ -d "$manifest_tests/node_modules/typescript" ] && return
  npm_install "$manifest_tests" ' the schemas of Kubernetes'
}

# Installs what the tests in folder $1 import; $2 says what that is.
npm_install() {
  [ -z "$(missing npm)" ] || return 0
  if ! (cd "$1" && npm install --no-package-lock --no-audit --no-fund) >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    skip 'npm failed' "$2"
  fi
}

packages=$(missing promtool prometheus chromium node npm faketime strace slowhttptest \
  nginx haproxy caddy systemd-analyze curl fish python3 licensecheck lintian skopeo bwrap "$@" |
  sed -e 's/ promtool//' -e 's/ node\>/ nodejs/' -e "s/systemd-analyze/systemd/" -e "s/bwrap/bubblewrap/")
case $(missing promtool)$packages in
  *promtool*) case $packages in *prometheus*) ;; *) packages="$packages prometheus" ;; esac ;;
esac
[ -z "$packages" ] || install_packages "$packages"
install_modules
install_clients
install_schemas
