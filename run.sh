#!/usr/bin/env bash
# All commands of the project: see usage below, or type ./run.sh --help for the server's flags.
#
# Works with bash from 3.2 up and the usual tools of Linux and macOS. It starts as few
# processes as possible: the newest JDK is found by reading files.
#
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
jar=$here/target/dalleserver.jar
state=$here/target/run
service_files=$here/src/main/systemd
if [ -f "$here/dalleserver.jar" ]; then
  # Not a checkout: "install" has put this script beside the jar.
  jar=$here/dalleserver.jar state=$here/archive service_files=$here
fi
least_java=17
commands='attack, bench, chaos, cluster, contact-sheet, dist, doctor, export, fake-provider, help, import, install, make, mutants, prepare, soak, test, test-alone, uninstall'

die() {
  printf 'run.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

say() {
  printf 'run.sh: %s\n' "$1" >&2
}

# --- finding a JDK -----------------------------------------------------------------------------

# Sets version and major of the JDK in directory $1; major is 0 when there is no JDK.
inspect_jdk() {
  version='' major=0
  [ -n "$1" ] && [ -x "$1/bin/java" ] || return 0
  local line
  if [ -r "$1/release" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in JAVA_VERSION=*) version=${line#JAVA_VERSION=} ;; esac
    done <"$1/release"
  else
    line=$("$1/bin/java" -version 2>&1) || return 0
    version=${line#*\"}
    version=${version%%\"*}
  fi
  version=${version//[!0-9A-Za-z.+_-]/}
  case ${version%%[!0-9]*} in
    '') ;;
    *) major=${version%%[!0-9]*} ;;
  esac
}

# Sets default_jdk: the one that plain "java" means here, or nothing.
find_default_jdk() {
  default_jdk=''
  local java
  if [ -n "${JAVA_HOME:-}" ]; then
    default_jdk=$JAVA_HOME
  elif java=$(command -v java); then
    # The java of macOS is a stub that opens a window when there is no JDK; its JDKs are in the
    # usual places.
    java=$(readlink -f "$java" 2>/dev/null || printf %s "$java")
    case $(uname)$java in Darwin/usr/bin/java) ;; *) default_jdk=${java%/bin/java} ;; esac
  fi
}

# Sets jdks: every directory that may hold a JDK, the preferred ones first.
list_jdks() {
  jdks=()
  local place
  if [ -n "${DALLESERVER_JAVA_HOME:-}" ]; then
    jdks=("$DALLESERVER_JAVA_HOME")
    return
  fi
  find_default_jdk
  [ -z "$default_jdk" ] || jdks=("$default_jdk")
  if [ -n "${DALLESERVER_JDK_PATH+set}" ]; then
    local IFS=:
    for place in $DALLESERVER_JDK_PATH; do jdks+=("$place"); done
    return
  fi
  jdks+=(/usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*
    "${HOME:-}"/.asdf/installs/java/* "${HOME:-}"/.local/share/mise/installs/java/*
    /opt/*jdk* /opt/*/*jdk* /Library/Java/JavaVirtualMachines/*/Contents/Home
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home)
}

# Sets run_jdk, run_version and run_major: the newest JDK that can run the server; of equals the
# first.
choose_run_jdk() {
  run_jdk='' run_version='' run_major=0
  local jdk
  for jdk in ${jdks[@]+"${jdks[@]}"}; do
    inspect_jdk "$jdk"
    if [ "$major" -ge "$least_java" ] && [ "$major" -gt "$run_major" ]; then
      run_jdk=$jdk run_version=$version run_major=$major
    fi
  done
  [ -n "$run_jdk" ] || die_without_jdk 'found no Java'
}

# Sets build_jdk and build_major: the first JDK that can compile and has at least version $1. The
# first is the one that developers have set up for their own builds.
choose_build_jdk() {
  build_jdk='' build_major=0
  local jdk
  for jdk in ${jdks[@]+"${jdks[@]}"}; do
    inspect_jdk "$jdk"
    if [ "$major" -ge "$1" ] && [ -x "$jdk/bin/javac" ]; then
      build_jdk=$jdk build_major=$major
      return
    fi
  done
}

die_without_jdk() {
  die "$1: install a JDK, version $least_java or newer (Debian: apt install openjdk-17-jdk-headless, macOS: brew install openjdk, any: adoptium.net)"
}

need_build_jdk() {
  choose_build_jdk "$least_java"
  [ -n "$build_jdk" ] || die_without_jdk 'found no Java compiler to build with'
}

# --- building ----------------------------------------------------------------------------------

# Maven with the build JDK, the machine's own or else the wrapper's.
maven() {
  local maven=mvn
  command -v mvn >/dev/null || maven=$here/mvnw
  (cd "$here" && JAVA_HOME=$build_jdk exec "$maven" -B -ntp "$@")
}

# Runs Maven, its output shown only when it fails. $1 names the log.
quiet_maven() {
  local log=$state/$1.log
  shift
  mkdir -p "$state"
  maven "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    die "the build failed, see above"
  }
}

# Whether something the jar is made of is newer than the jar, or a build was cut off.
needs_build() {
  [ -f "$jar" ] && [ ! -e "$state/building" ] || return 0
  # A jar without its sources is never out of date.
  [ -d "$here/src/main" ] || return 1
  local inputs=("$here/pom.xml" "$here/src/main") part
  for part in static series LICENSE NOTICE; do
    [ ! -e "$here/$part" ] || inputs+=("$here/$part")
  done
  find_commit_log
  [ -z "$commit_log" ] || inputs+=("$commit_log")
  [ -n "$(find "${inputs[@]}" -newer "$jar" -print 2>/dev/null | head -n 1)" ]
}

# Sets commit_log: the file that git writes to when another commit is checked out or made, or
# nothing. The jar contains the id of its commit.
find_commit_log() {
  commit_log=$here/.git/logs/HEAD
  if [ -f "$here/.git" ]; then
    # In a worktree .git is a file: one line with the path of its folder.
    IFS= read -r commit_log <"$here/.git" || true
    commit_log=${commit_log#gitdir: }/logs/HEAD
  fi
  [ -f "$commit_log" ] || commit_log=''
}

build_if_needed() {
  if needs_build; then
    need_build_jdk
    mkdir -p "$state"
    # Two starts at once build one after the other, where the system has a lock for it.
    if command -v flock >/dev/null; then
      (flock 9 && { ! needs_build || build; }) 9>"$state/lock"
    else
      build
    fi
  fi
}

build() {
  say 'building target/dalleserver.jar ...'
  : >"$state/building"
  # Checks belong to "test": a developer who changed a line wants to run it.
  quiet_maven build package -Dmaven.test.skip=true -Dspotless.check.skip=true -P '!static-analysis'
  # The jar gets the time of its build's start: files edited meanwhile are built the next time.
  touch -r "$state/building" "$jar"
  rm -f "$state/building"
}

# --- starting ----------------------------------------------------------------------------------

# Sets jvm_flags for the run JDK: small and quick to start, with room for pictures in the making.
choose_jvm_flags() {
  # The heap may grow for a large gallery, and shrinks to what is in use. What requests hold while
  # the young generation is collected has room there, or it would fill the old one.
  jvm_flags=(-XX:+UseSerialGC -Xms27m -Xmn15m -XX:SurvivorRatio=3 -Xmx512m -XX:MinHeapFreeRatio=15
    -XX:MaxHeapFreeRatio=30 -Xss512k -XX:-UsePerfData
    -Djava.awt.headless=true -Dfile.encoding=UTF-8)
  # A server without memory ends itself with exit code 1, so that a supervisor starts it anew. The
  # JVM's own flag, ExitOnOutOfMemoryError, would make that 3 and is left to JAVA_OPTS.
  # The second compiler waits until a method is called four times as often as usual: at the start
  # it would take a processor, and up to 40 MB, for code that is hot only then.
  jvm_flags+=(-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400
    -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=400000)
  # The archive of Java 25 would make it not wait at all. No other version is known to have the
  # flag.
  [ "$run_major" -ne 25 ] || jvm_flags+=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining)
  # Suppresses the warning about libraries that use internals of the JDK.
  [ "$run_major" -lt 23 ] || jvm_flags+=(--sun-misc-unsafe-memory-access=allow)
  [ "$run_major" -lt 22 ] || jvm_flags+=(--enable-native-access=ALL-UNNAMED)
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
}

# Sets archive_flags: classes already loaded once, for this JDK and this jar, made when there are
# none. Everything here may fail: the server starts without, only slower. The JVM itself ignores an
# archive that does not fit after all. "$@" is the command to start.
choose_archive() {
  archive_flags=()
  [ "${DALLESERVER_ARCHIVE:-}" != off ] || return 0
  local archive=$state/$run_version.jsa make=-XX:ArchiveClassesAtExit use=-XX:SharedArchiveFile
  local quiet=(-Xlog:cds=off)
  if [ "$run_major" -ge 25 ]; then
    archive=$state/$run_version.aot make=-XX:AOTCacheOutput use=-XX:AOTCache
    quiet+=(-Xlog:aot=off)
  fi
  if ! is_current "$archive"; then
    # Worth the wait only for commands that run long.
    case " $* " in *' --help '* | *' --version '* | *' doctor '* | *' import '* | *' export '* | *' make '* | *' -cp '*) return 0 ;; esac
    ! is_current "$archive.failed" || return 0
    mkdir -p "$state" 2>/dev/null && [ -w "$state" ] || return 0
    make_archive "$make" "$use" "$archive" || return 0
  fi
  archive_flags=("${quiet[@]}" "$use=$archive")
}

# Whether file $1 was made from this jar by this JDK and is whole: Java 17 crashes on half an
# archive.
is_current() {
  local noted=''
  [ "$1" -nt "$jar" ] && [ -r "$1.jdk" ] || return 1
  IFS= read -r noted <"$1.jdk"
  [ "$noted" = "$(size_of "$1") $run_jdk" ]
}

size_of() {
  local size
  size=$(wc -c <"$1")
  printf %s "${size//[!0-9]/}"
}

# A short run of the server, by itself in a scratch directory, with the first requests of people.
# $1 is the flag that makes an archive, $2 the one that uses it, $3 the archive. A failure is
# recorded, and the next attempt waits for another jar.
make_archive() {
  say "preparing faster starts with Java $run_version ..."
  local scratch outcome=$3.failed made=$3.new
  scratch=$(mktemp -d) || return 1
  rm -f "$made" "$3" "$3.failed"
  if exercise_server "$scratch" "$1=$made" && is_usable "$scratch" "$made" "$2=$made"; then
    outcome=$3
  fi
  [ -e "$made" ] || : >"$made"
  printf '%s %s\n' "$(size_of "$made")" "$run_jdk" >"$outcome.jdk"
  mv -f "$made" "$outcome"
  rm -rf "$scratch" "$made".*
  [ "$outcome" = "$3" ]
}

# Starts the server in directory $1 with JVM flag $2, sends it some requests, and stops it. A signal
# meanwhile ends all of it, make_archive's files too.
exercise_server() {
  local pid watchdog port=''
  # An empty environment: no key, no settings, nothing that costs money.
  (
    cd "$1"
    exec env -i PATH="$PATH" HOME="$1" MALLOC_ARENA_MAX=2 "$run_jdk/bin/java" "${jvm_flags[@]}" \
      "$2" -jar "$jar" --port 0 --host 127.0.0.1 --data-dir "$1/data" --image-provider offline
  ) >"$1/out" 2>&1 </dev/null &
  pid=$!
  (
    sleep 60 &
    trap 'kill $!' TERM
    wait $! && kill -9 "$pid"
  ) >/dev/null 2>&1 </dev/null &
  watchdog=$!
  trap 'kill -9 "$pid"; kill "$watchdog"; rm -rf "$scratch" "$made" "$made".*; exit 143' INT TERM HUP
  if port=$(await_port "$pid" "$1/out"); then
    ask_what_people_ask "$port"
  fi
  kill "$pid" "$watchdog" 2>/dev/null || true
  wait "$pid" "$watchdog" 2>/dev/null || true
  trap - INT TERM HUP
  [ -n "$port" ]
}

# Whether archive $2 exists and Java, in directory $1 with flag $3, runs with it.
is_usable() {
  [ -s "$2" ] || return 1
  # The contents are forced before the name: half an archive after a power cut is worse than none.
  sync "$2" 2>/dev/null || sync
  (cd "$1" && "$run_jdk/bin/java" "${jvm_flags[@]}" "$3" -cp "$jar" -version) >/dev/null 2>&1
}

# Prints the port that the server of process $1 says it listens on in file $2.
await_port() {
  while kill -0 "$1" 2>/dev/null; do
    if [[ -r $2 && $(<"$2") =~ http://127\.0\.0\.1:([0-9]+) ]]; then
      printf '%s' "${BASH_REMATCH[1]}"
      return 0
    fi
    sleep 0.1
  done
  return 1
}

ask_what_people_ask() {
  local picture=/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b path
  for path in '/health?check=liveness' / /series /preview /metrics "$picture?generate=1" \
    "$picture?wait=20" "$picture?generate=1&wait=20" "$picture"; do
    ask "$1" "$path"
  done
}

# Sends one GET over bash's own sockets: curl may be missing.
ask() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    cat <&3
  ) >/dev/null 2>&1 || true
}

# Names the keys that systemd has passed to the server, unless the operator named others.
use_credentials() {
  local given=$CREDENTIALS_DIRECTORY/dalleserver_
  [ ! -r "${given}openai-api-key" ] ||
    export TB_DALLE_OPENAI_API_KEY_FILE="${TB_DALLE_OPENAI_API_KEY_FILE:-${given}openai-api-key}"
  [ ! -r "${given}api-token" ] ||
    export TB_DALLE_API_TOKEN_FILE="${TB_DALLE_API_TOKEN_FILE:-${given}api-token}"
  [ ! -r "${given}webhook-secret" ] ||
    export TB_DALLE_WEBHOOK_SECRET_FILE="${TB_DALLE_WEBHOOK_SECRET_FILE:-${given}webhook-secret}"
  # Of a node only: a server that is alone has no database.
  [ -z "${TB_DALLE_DATABASE_URL:-}" ] || use_node_credentials "$given"
}

# The same for what a node of a cluster has; $1 begins the files' names.
use_node_credentials() {
  [ ! -r "${1}database-password" ] ||
    export TB_DALLE_DATABASE_PASSWORD_FILE="${TB_DALLE_DATABASE_PASSWORD_FILE:-${1}database-password}"
  [ ! -r "${1}aws-credentials" ] ||
    export AWS_SHARED_CREDENTIALS_FILE="${AWS_SHARED_CREDENTIALS_FILE:-${1}aws-credentials}"
}

# Replaces this process by Java with flags and arguments "$@", so that signals reach it.
start() {
  list_jdks
  choose_run_jdk
  build_if_needed
  choose_jvm_flags
  choose_archive "$@"
  [ -z "${CREDENTIALS_DIRECTORY:-}" ] || use_credentials
  # shellcheck disable=SC2086 # several flags in one variable, as everywhere with JAVA_OPTS
  exec "$run_jdk/bin/java" "${jvm_flags[@]}" ${archive_flags[@]+"${archive_flags[@]}"} \
    ${JAVA_OPTS:-} "$@"
}

# --- the commands ------------------------------------------------------------------------------

run_tests() {
  list_jdks
  need_build_jdk
  mkdir -p "$state"
  local log=$state/test.log status=0 tools=$here/src/test/sh/install-test-tools.sh
  [ ! -f "$tools" ] || sh "$tools" || say 'some test tools could not be installed'
  choose_seed "$@"
  say "the order of the tests is -Dtest.seed=$seed"
  # Two JVMs on one processor would only slow each other down.
  ! command -v nproc >/dev/null || [ "$(nproc)" -gt 1 ] || set -- -Dtest.forks=1 "$@"
  maven verify "-Dtest.seed=$seed" "$@" 2>&1 | tee "$log" || status=$?
  [ "$status" -ne 0 ] || analyse || status=$?
  summarise "$log"
  # Last, so that it is easy to find: Maven's own closing count.
  grep -E 'Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$' "$log" |
    tail -n 1 || say 'no tests were run'
  return "$status"
}

# Sets seed: the one among the arguments, or else a random one.
choose_seed() {
  seed=$RANDOM$RANDOM
  local word
  for word in "$@"; do
    case $word in -Dtest.seed=*) seed=${word#*=} ;; esac
  done
}

# Prints the slowest tests in log $1, and warnings that a green build hides.
summarise() {
  local slowest
  slowest=$(sed -n 's/.*Time elapsed: \([0-9.,]*\) s.* -- in \(.*\)/\1 s  \2/p' "$1" |
    tr -d , | sort -rn | sed -n '1,10p')
  [ -z "$slowest" ] || printf 'The slowest classes:\n%s\n' "$slowest"
  grep -E '^second chance taken: ' "$1" || true
  printf 'Order of the tests: -Dtest.seed=%s\n' "$seed"
}

# Runs only the tests that cause faults, also those that take an hour.
run_chaos() {
  run_tests -Dtest='dev.dalleserver.chaos.*Test' -Dexcluded.groups= -Dspotless.check.skip=true "$@"
}

# Runs only tests of package $1, which start the packed jar by this script.
run_packed() {
  local package=$1 status=0 table=$here/target/attack.md
  shift
  list_jdks
  choose_run_jdk
  build_if_needed
  rm -f "$table"
  # Allows as many connections as the system permits this process.
  ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
  # One after the other: they measure, and each takes all of the machine.
  run_tests "-Dtest=dev.dalleserver.$package.*Test" -Dexcluded.groups= -Dtest.forks=1 \
    -Dspotless.check.skip=true "$@" || status=$?
  [ ! -f "$table" ] || cat "$table"
  return "$status"
}

# Error Prone and NullAway need a newer compiler than the tests may have had.
analyse() {
  [ "$build_major" -lt 21 ] || return 0
  choose_build_jdk 21
  [ -n "$build_jdk" ] || return 0
  local log=$state/analysis.log
  if maven compile -Doutput.directory="$here/target/analysis" >"$log" 2>&1; then
    grep -E '^\[WARNING\].*\.java:' "$log" >&2 || say 'static analysis found nothing'
  elif grep -qE 'Could not (resolve|transfer|find artifact)|offline mode' "$log"; then
    say 'static analysis left out: Maven could not fetch its parts'
  else
    grep -E '^\[(ERROR|WARNING)\].*\.java:' "$log" >&2 || cat "$log" >&2
    say 'static analysis failed, see above'
    return 1
  fi
}

# Sets test_class_path for the tools among the tests. $1 names the log, $2 what is built.
build_tests() {
  need_build_jdk
  local file=$state/test.classpath
  say "building $2 ..."
  quiet_maven "$1" test-compile -Dspotless.check.skip=true -P '!static-analysis' \
    org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
    -Dmdep.outputFile="$file" -Dmdep.includeScope=test
  test_class_path=$here/target/test-classes:$here/target/classes:$(<"$file")
}

fake_provider() {
  list_jdks
  build_tests fake-provider 'the fake provider'
  exec "$build_jdk/bin/java" -cp "$test_class_path" dev.dalleserver.fakeprovider.FakeProvider "$@"
}

# Starts a database, an S3 server, three servers and nginx on loopback, until Ctrl-C. "$@" are flags
# for the servers.
run_cluster() {
  list_jdks
  choose_run_jdk
  build_if_needed
  build_tests cluster 'the trial'
  cd "$here"
  sh "$here/src/test/sh/install-test-tools.sh" nginx || say 'nginx could not be installed'
  exec "$build_jdk/bin/java" -XX:+UseSerialGC -Xmx64m -cp "$test_class_path" \
    "-Dtrial.java.home=$run_jdk" "-Dtrial.jar=$jar" dev.dalleserver.trial.ClusterTrial "$@"
}

# Measures the server: see src/test/java/dev/dalleserver/bench. The JDK that is measured is the one
# that would run the server; --java-home names another.
run_bench() {
  local inner='' rest=()
  while [ $# -gt 0 ]; do
    case $1 in
      --java-home)
        [ $# -gt 1 ] || die '--java-home needs a directory' 2
        export DALLESERVER_JAVA_HOME=$2
        shift
        ;;
      --java-home=*) export DALLESERVER_JAVA_HOME=${1#*=} ;;
      --inner) inner=yes ;;
      *) rest+=("$1") ;;
    esac
    shift
  done
  list_jdks
  choose_run_jdk
  build_if_needed
  # When another JDK is measured, the build still uses the usual one.
  unset DALLESERVER_JAVA_HOME
  list_jdks
  build_tests bench 'the benchmark'
  cd "$here"
  if [ -n "$inner" ]; then
    exec "$run_jdk/bin/java" -cp "$test_class_path" org.openjdk.jmh.Main \
      -jvm "$run_jdk/bin/java" -rf json -rff target/bench-inner.json \
      ${rest[@]+"${rest[@]}"}
  fi
  local tools=$here/src/test/sh/install-test-tools.sh
  sh "$tools" wrk nginx || say 'some tools could not be installed'
  exec "$build_jdk/bin/java" -Xmx1g -cp "$test_class_path" "-Dbench.java.home=$run_jdk" \
    dev.dalleserver.bench.Bench ${rest[@]+"${rest[@]}"}
}

# Makes what faster starts need, for packages: a service itself may not write beside its jar.
prepare() {
  list_jdks
  choose_run_jdk
  build_if_needed
  choose_jvm_flags
  choose_archive -jar "$jar"
  chmod -R a+rX "$state"
}

need_checkout() {
  [ -f "$here/pom.xml" ] || die "$1 needs a checkout of the sources, and this is an installed server" 2
}

case ${1:-} in
  attack | bench | chaos | cluster | dist | fake-provider | mutants | soak | test | test-alone) need_checkout "$1" ;;
esac
case ${1:-} in
  '' | -*) start -jar "$jar" "$@" ;;
  help) start -jar "$jar" --help ;;
  bench) shift && run_bench "$@" ;;
  test) shift && run_tests "$@" ;;
  chaos) shift && run_chaos "$@" ;;
  cluster) shift && run_cluster "$@" ;;
  attack) shift && run_packed attack "$@" ;;
  # -Dsoak.minutes=5 makes it shorter.
  soak) shift && run_packed soak "$@" ;;
  mutants) shift && . "$here/src/test/sh/testing.sh" && run_mutants "$@" ;;
  test-alone) shift && . "$here/src/test/sh/testing.sh" && run_alone "$@" ;;
  dist)
    # shellcheck source=src/dist/dist.sh
    shift && . "$here/src/dist/dist.sh" && make_dist "$@"
    ;;
  prepare) prepare ;;
  doctor) start -jar "$jar" "$@" ;;
  import) start -jar "$jar" "$@" ;;
  export) start -jar "$jar" "$@" ;;
  make) start -jar "$jar" "$@" ;;
  contact-sheet) shift && start -cp "$jar" dev.dalleserver.cli.ContactSheetCommand "$@" ;;
  fake-provider) shift && fake_provider "$@" ;;
  install | uninstall)
    # shellcheck source=src/main/systemd/install.sh
    . "$service_files/install.sh"
    "$1_service" "${@:2}"
    ;;
  *) die "no command $1; there are $commands, or flags for the server (see --help)" 2 ;;
esac
