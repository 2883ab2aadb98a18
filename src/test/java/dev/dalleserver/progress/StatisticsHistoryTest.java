package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatisticsHistoryTest {
  private static final String SOUND =
      "{\"version\":\"v1\",\"phaseAverages\":{\"image_wait\":{\"count\":4,\"avgNs\":2100000000}},"
          + "\"generationRuns\":12,\"cacheHits\":5}";

  @TempDir Path dataDir;
  private DataDirectory directory;
  private FileStore store;
  private Path file;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    store = new FileStore(directory);
    file = dataDir.resolve("metrics/progress_phase_stats.json");
  }

  @AfterEach
  void close() throws IOException {
    directory.close();
  }

  private ProgressManager manager() throws IOException {
    return new ProgressManager(
        new LocalPhaseHistory(store, new MovingTime().ticker().wall()),
        new MovingTime().ticker(),
        ProgressManager.Retention.DEFAULT);
  }

  private static Map<Phase, List<PhaseSample>> samples(PhaseHistory history) {
    return history.summaries().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, summary -> summary.getValue().samples()));
  }

  @Test
  void of_an_earlier_version_goes_on_counting() throws IOException {
    Files.writeString(file, SOUND);

    PhaseHistory statistics = manager().history();

    assertThat(statistics.averageNanos()).isEqualTo(Map.of(Phase.IMAGE_WAIT, 2_100_000_000L));
    assertThat(statistics.generationRuns()).isEqualTo(12);
    assertThat(statistics.cacheHits()).isEqualTo(5);
    assertThat(statistics.summaries()).isEmpty();
  }

  @Test
  void keeps_the_last_durations_over_a_restart() throws IOException {
    ProgressManager before = manager();
    before.history().record(Phase.ANNOTATE, new PhaseSample(1_700_000, 250, "openai"));
    before.history().record(Phase.ANNOTATE, new PhaseSample(1_700_001, 350, "offline"));
    before.forceMetricsSave();

    assertThat(samples(manager().history()))
        .isEqualTo(
            Map.of(
                Phase.ANNOTATE,
                List.of(
                    new PhaseSample(1_700_000, 250, "openai"),
                    new PhaseSample(1_700_001, 350, "offline"))));
  }

  @Test
  void keeps_the_newest_of_too_many_durations() throws IOException {
    String many = "[1,1,\"old\"],".repeat(300) + "[2,9,\"new\"]";
    Files.writeString(file, SOUND.replace("}}", "}},\"recent\":{\"setup\":[" + many + "]}"));

    List<PhaseSample> kept = manager().history().summaries().get(Phase.SETUP).samples();

    assertThat(kept).hasSize(256).last().isEqualTo(new PhaseSample(2, 9, "new"));
  }

  @Test
  void is_cleared_in_memory_and_on_disk_for_tests() throws IOException {
    Files.writeString(file, SOUND);
    ProgressManager manager = manager();

    manager.resetMetricsForTest();

    assertThat(manager.history().averageNanos()).isEmpty();
    assertThat(file).doesNotExist();
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("cut", SOUND.substring(0, SOUND.length() / 2)),
        Arguments.of("no object", "[1,2,3]"),
        Arguments.of("null", "null"),
        Arguments.of("of another version", SOUND.replace("v1", "v2")),
        Arguments.of("with text behind it", SOUND + "x"),
        Arguments.of("negative", SOUND.replace("2100000000", "-1")),
        Arguments.of("without averages", "{\"version\":\"v1\"}"),
        Arguments.of("with an average of nothing", SOUND.replace(":{\"count\"", ":{\"x\"")),
        Arguments.of("with a wrong type", SOUND.replace("12", "\"twelve\"")),
        Arguments.of("zeros, as after a crash", "\0".repeat(200)),
        Arguments.of(
            "with a null duration", SOUND.replace("}}", "}},\"recent\":{\"setup\":[null]}")),
        Arguments.of("with a duration of no time", recent("[1,-5,\"x\"]")),
        Arguments.of("with a duration by nobody", recent("[1,5,null]")),
        Arguments.of("with half a duration", recent("[1]")));
  }

  private static String recent(String sample) {
    return SOUND.replace("}}", "}},\"recent\":{\"setup\":[" + sample + "]}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void that_is_damaged_is_set_aside_and_counting_starts_anew(String kind, String content)
      throws IOException {
    Files.writeString(file, content);
    ProgressManager[] manager = new ProgressManager[1];

    String said =
        StandardError.during(
            () -> {
              try {
                manager[0] = manager();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(manager[0].history().averageNanos()).isEmpty();
    assertThat(manager[0].history().generationRuns()).isZero();
    Path aside =
        file.resolveSibling(file.getFileName() + ".corrupt-" + MovingTime.START.toEpochMilli());
    assertThat(aside).hasContent(content);
    assertThat(file).doesNotExist();
    assertThat(said).contains("WARN").contains("metrics/progress_phase_stats.json.corrupt-");

    manager[0].forceMetricsSave();
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).contains("\"generationRuns\":0");
  }

  @Test
  void does_not_count_what_failed_or_was_skipped() throws IOException {
    MovingTime time = new MovingTime();
    ProgressManager manager =
        new ProgressManager(
            new LocalPhaseHistory(store, time.ticker().wall()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT);
    ProgressRun run = Runs.begin(manager);

    run.skip(Phase.SETUP);
    run.enter(Phase.ENHANCE_PROMPT);
    time.pass(Duration.ofSeconds(1));
    run.leaveFailed(Phase.ENHANCE_PROMPT, "refused");
    run.enter(Phase.ANNOTATE);
    time.pass(Duration.ofSeconds(2));
    run.leave(Phase.ANNOTATE);

    assertThat(samples(manager.history()))
        .isEqualTo(
            Map.of(
                Phase.ANNOTATE,
                List.of(
                    new PhaseSample(
                        MovingTime.START.plusSeconds(3).toEpochMilli(), 2_000_000_000L, "fake"))));
  }
}
