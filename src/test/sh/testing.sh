# shellcheck shell=bash
# The commands of run.sh for developers of the tests: "mutants" and "test-alone". Read by
# run.sh, whose functions and variables it uses.

# --- mutants -----------------------------------------------------------------------------------

# The classes to mutate, the tests to run, and the tests to leave out: quick tests, within one
# process. One package a line, its name first. All names are within dev.dalleserver, several are
# separated by commas.
mutants_table='
picture     picture.*     picture.*Test,dress.*Test    dress.*PropertyTest
dress       dress.*       dress.*Test                  dress.*PropertyTest
progress    progress.*    progress.*Test               progress.*PropertyTest
series      series.*      series.*Test                 series.SeriesWatchTest,series.BundledWordsTest
settings    settings.*    settings.*Test               settings.*PropertyTest
storage     storage.*     storage.*Test                storage.CrashTest
gallery     gallery.*     gallery.*Test
spending    spending.*    spending.*Test,pictures.PaymentGuardTest
pricing     pricing.*     pricing.*Test,settings.PricesFileTest
net         net.*         net.*Test
text        text.*        text.*Test
outbound    outbound.*    outbound.*Test
openai      openai.*      openai.*Test                 openai.ProviderHeapTest,openai.*RaceTest
finder      openai.finder.*  openai.finder.*Test
prompt      openai.prompt.*  openai.prompt.*Test,openai.CleanedPromptTest
report      openai.report.*  openai.report.*Test             openai.report.HostileReportTest
resilience  resilience.*  resilience.*Test             resilience.*RaceTest,resilience.CallsTogetherTest
batches     batches.*     batches.*Test                batches.*RaceTest
webhooks    webhooks.*    webhooks.*Test
jobs        jobs.*        jobs.*Test,pictures.*Test    pictures.*RaceTest,pictures.PictureServiceTest
pictures    pictures.*    pictures.*Test               pictures.*RaceTest,pictures.PictureServiceTest
web         web.files.ByteRange*,web.files.Preconditions,web.RecordCursor,web.BatchRequestReader,web.OpenAiImageRequest,web.events.MergePatch,console.LogRateLimiter  web.files.ByteRangeTest,web.files.PreconditionsTest,web.RecordCursorTest,web.BatchRequestReaderTest,web.OpenAiImageRequestTest,web.events.MergePatchTest,console.LogRateLimiterTest
'

# Changes the code of a package, or of each, in small ways, and counts which changes the tests
# notice. Fails where they notice less than CONTRIBUTING.md demands. Unchanged code is not mutated
# again.
run_mutants() {
  local wanted=${1:-} name classes tests excluded status=0 known=''
  [ $# -eq 0 ] || shift
  known=$(printf %s "$mutants_table" | sed 's/ .*//' | tr '\n' ' ')
  case " $known " in
    *" ${wanted:-dress} "*) ;;
    *) die "no mutants for $wanted; there are:$known" 2 ;;
  esac
  list_jdks
  need_build_jdk
  mkdir -p "$state"
  say 'building the tests ...'
  quiet_maven mutants-build test-compile -Dspotless.check.skip=true -P '!static-analysis'
  while read -r name classes tests excluded; do
    [ -n "$name" ] || continue
    if [ -z "$wanted" ] || [ "$wanted" = "$name" ]; then
      mutate "$name" "$classes" "$tests" "$excluded" "$@" || status=1
    fi
  done <<EOF
$mutants_table
EOF
  return "$status"
}

# $1 names a package, $2 its classes, $3 its tests, $4 those that are left out; the rest is Maven's.
mutate() {
  local name=$1 least memory='' log=$state/mutants-$1.log
  least=$(least_killed "$name")
  say "mutating $name ..."
  # Files are forced to disk in many tests: in memory that takes no time.
  [ ! -d /dev/shm ] || [ ! -w /dev/shm ] || memory=,-Djava.io.tmpdir=/dev/shm
  # Some JDKs crash when a mutated record is asked for its components. What a change keeps from
  # happening is waited for in vain.
  set -- "-Dmutants.name=$name" \
    "-DjvmArgs=-XX:+UseSerialGC,-XX:TieredStopAtLevel=1,-XX:ErrorFile=$state/crash-%p.log,-Djqwik.shrinking.default=OFF,-Dtest.patience=6$memory" \
    "-DtargetClasses=$(in_our_package "$2")" \
    "-DtargetTests=$(in_our_package "$3")" "-DexcludedTestClasses=$(in_our_package "${4:-none}")" \
    "-DmutationThreshold=${least:-0}" "${@:5}"
  if maven -P 'mutants,!static-analysis' org.pitest:pitest-maven:mutationCoverage "$@" \
    >"$log" 2>&1 </dev/null; then
    printf '%s: %s, and %s %% are wanted\n' "$name" "$(killed_share "$log")" "${least:-0}"
  elif grep -q 'Mutation score of' "$log"; then
    printf '%s: %s, but %s %% are wanted: see %s\n' "$name" "$(killed_share "$log")" "$least" \
      "target/mutants/$name/index.html"
    return 1
  else
    cat "$log" >&2
    say "mutating $name failed, see above"
    return 1
  fi
}

# Prints the number of package $1 in the table of CONTRIBUTING.md.
least_killed() {
  sed -n "s/^| \`$1\` | \\([0-9]*\\) % |.*/\\1/p" "$here/CONTRIBUTING.md"
}

in_our_package() {
  local word=dev.dalleserver.$1
  printf %s "${word//,/,dev.dalleserver.}"
}

killed_share() {
  sed -n 's/^>> Generated \([0-9]*\) mutations Killed \([0-9]*\) (\(.*\)%)$/\2 of \1 killed, \3 %/p' "$1"
}

# --- test-alone --------------------------------------------------------------------------------

# Runs each class in a JVM of its own, in another order each time, on one processor: first by
# itself, then beside a program that uses all processor time, and so on. $1 says how many times
# (2); the rest is Maven's, such as -Dtest='dev.dalleserver.web.*Test'.
run_alone() {
  local rounds=2 round status=0 one=''
  case ${1:-} in [0-9]*) rounds=$1 && shift ;; esac
  list_jdks
  need_build_jdk
  mkdir -p "$state"
  say 'building the tests ...'
  quiet_maven alone-build test-compile -Dspotless.check.skip=true -P '!static-analysis'
  if command -v taskset >/dev/null; then
    one='taskset -c 0'
  else
    say 'no taskset here: the tests may use all processors'
  fi
  for ((round = 1; round <= rounds; round++)); do
    seed=$RANDOM$RANDOM
    alone_round "$round" "$one" "$@" || status=1
  done
  return "$status"
}

# $1 is the round, even ones have a load beside them; $2 binds to a processor; the rest is Maven's.
alone_round() {
  local round=$1 one=$2 load='' log=$state/alone-$1.log outcome=passed
  shift 2
  if ((round % 2 == 0)); then
    # shellcheck disable=SC2086 # a command and its arguments
    $one "$BASH" -c 'while :; do :; done' &
    load=$!
    trap 'kill "$load"; exit 143' INT TERM HUP
  fi
  say "round $round${load:+, beside a load}: -Dtest.seed=$seed"
  # shellcheck disable=SC2086 # a command and its arguments
  one_maven "$one" surefire:test "-Dtest.seed=$seed" -Dtest.forks=1 -DreuseForks=false "$@" \
    >"$log" 2>&1 || outcome=failed
  if [ -n "$load" ]; then
    kill "$load"
    wait "$load" 2>/dev/null || true
    trap - INT TERM HUP
  fi
  [ "$outcome" = passed ] || grep -E '^\[ERROR\] ' "$log" >&2 || cat "$log" >&2
  summarise "$log"
  say "round $round $outcome"
  [ "$outcome" = passed ]
}

# Runs Maven, bound to a processor by $1.
one_maven() {
  local one=$1 maven=mvn
  shift
  command -v mvn >/dev/null || maven=$here/mvnw
  # shellcheck disable=SC2086 # a command and its arguments
  (cd "$here" && JAVA_HOME=$build_jdk exec $one "$maven" -B -ntp "$@")
}
