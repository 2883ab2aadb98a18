package dev.dalleserver.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.fixtures.MovingTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = new Scene(folder);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  @Test
  void is_written_as_the_contract_shows_it() throws Exception {
    PhaseHistory statistics = scene.manager.history();
    for (int run = 0; run < 4; run++) {
      statistics.record(Phase.IMAGE_WAIT, Samples.lasting(2_100_000_000));
    }
    Stream.generate(() -> 1).limit(12).forEach(one -> statistics.countRun());
    Stream.generate(() -> 1).limit(5).forEach(one -> statistics.countCacheHit());

    scene.manager.forceMetricsSave();

    // The file may grow, as it has: what the contract shows is there as it shows it.
    ObjectNode written = (ObjectNode) JSON.readTree(scene.statisticsFile().toFile());
    assertThat(written.retain("version", "phaseAverages", "generationRuns", "cacheHits"))
        .isEqualTo(
            JSON.readTree(
                """
                {"version":"v1","phaseAverages":{"image_wait":{"count":4,"avgNs":2100000000}},
                "generationRuns":12,"cacheHits":5}
                """));
  }

  @Test
  void brings_the_statistics_over_a_restart() throws Exception {
    scene.wholeRun(1, 2, 3, 4, 5, 6, 7);
    scene.manager.recordCacheHit(Scene.KEY, "offline", Scene.DRESS);
    scene.manager.forceMetricsSave();

    PhaseHistory restored = scene.anotherManager().history();

    PhaseHistory before = scene.manager.history();
    assertThat(restored.averages()).isEqualTo(before.averages());
    assertThat(restored.summaries()).isEqualTo(before.summaries());
    assertThat(restored.generationRuns()).isEqualTo(before.generationRuns());
    assertThat(restored.averageNanos()).hasSize(7);
    assertThat(restored.cacheHits()).isEqualTo(1);
  }

  @Test
  void is_gone_with_everything_in_memory_after_a_reset() throws Exception {
    scene.wholeRun(1, 2, 3, 4, 5, 6, 7);
    scene.manager.forceMetricsSave();

    scene.manager.resetMetricsForTest();

    assertThat(scene.statisticsFile()).doesNotExist();
    assertThat(scene.manager.history().averageNanos()).isEmpty();
    assertThat(scene.manager.history().generationRuns()).isZero();
    scene.manager.resetMetricsForTest();
  }

  @Test
  void may_say_more_than_is_known_here() throws Exception {
    write(
        """
        {"version":"v1","generationRuns":2,"cacheHits":0,"since":"ever",
        "phaseAverages":{"annotate":{"count":1,"avgNs":7,"maxNs":9},"varnish":{"count":1,"avgNs":1}}}
        """);

    PhaseHistory restored = scene.anotherManager().history();

    assertThat(restored.averageNanos()).containsOnlyKeys(Phase.ANNOTATE);
    assertThat(restored.generationRuns()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0\0\0\0\0\0\0\0",
        "null",
        "[]",
        "{}",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":{\"cou",
        "{\"version\":\"v2\",\"phaseAverages\":{},\"generationRuns\":0,\"cacheHits\":0}",
        "{\"version\":\"v1\",\"generationRuns\":0,\"cacheHits\":0}",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":null}}",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":{\"count\":0,\"avgNs\":5}}}",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":{\"count\":1,\"avgNs\":-5}}}",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":{\"count\":1,\"avgNs\":1e30}}}",
        "{\"version\":\"v1\",\"phaseAverages\":{\"annotate\":{\"count\":1,"
            + "\"avgNs\":9223372036854775807}}}",
        "{\"version\":\"v1\",\"phaseAverages\":{},\"generationRuns\":-1,\"cacheHits\":0}",
        "{\"version\":\"v1\",\"phaseAverages\":{},\"generationRuns\":0,\"cacheHits\":0}}",
        "{\"version\":\"v1\",\"phaseAverages\":{},\"generationRuns\":\"many\"}",
        "PNG, not JSON"
      })
  void is_set_aside_when_it_is_damaged_and_counting_starts_anew(String content) throws Exception {
    write(content);

    ProgressManager manager = scene.anotherManager();

    assertThat(manager.history().averageNanos()).isEmpty();
    assertThat(manager.history().generationRuns()).isZero();
    String aside = "progress_phase_stats.json.corrupt-" + MovingTime.START.toEpochMilli();
    assertThat(names()).containsExactly(aside);
    assertThat(scene.statisticsFile().resolveSibling(aside)).hasContent(content);
    manager.forceMetricsSave();
    assertThat(scene.anotherManager().history().averageNanos()).isEmpty();
    assertThat(names()).containsExactlyInAnyOrder(aside, "progress_phase_stats.json");
  }

  @Test
  void that_cannot_be_written_costs_nothing_but_a_word_in_the_log() throws Exception {
    Files.createDirectories(scene.statisticsFile().resolve("in the way"));

    scene.manager.forceMetricsSave();

    assertThat(scene.statisticsFile()).isDirectory();
  }

  private void write(String content) throws IOException {
    Files.createDirectories(scene.statisticsFile().getParent());
    Files.writeString(scene.statisticsFile(), content);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(scene.statisticsFile().getParent())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
