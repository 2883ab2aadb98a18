package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both accepted ends of every setting that has a range, and the neighbours that are refused. */
class RangeEndsTest {
  /** A row: the flag, what is refused below, the lowest, the highest, what is refused above. */
  private record Range(String flag, String below, String lowest, String highest, String above) {}

  private static final List<Range> RANGES =
      List.of(
          new Range("--port", "-1", "0", "65535", "65536"),
          new Range("--lock-ttl", "99ms", "100ms", "24h", "24h1ms"),
          new Range("--workers", "0", "1", "256", "257"),
          new Range("--queue", "0", "1", "1000000", "1000001"),
          new Range("--generation-slots", "0", "1", "256", "257"),
          new Range("--failure-hold", "-1ms", "0ms", "24h", "24h1ms"),
          new Range("--progress-ttl", "99ms", "100ms", "24h", "24h1ms"),
          new Range("--enhance-timeout", "99ms", "100ms", "24h", "24h1ms"),
          new Range("--image-timeout", "99ms", "100ms", "24h", "24h1ms"),
          new Range("--daily-image-limit", "-1", "0", "1000000", "1000001"),
          new Range("--partial-images", "-1", "0", "3", "4"),
          new Range("--images-per-minute", "-1", "0", "1000000", "1000001"),
          new Range("--image-result-ttl-ms", "0", "1", "86400000", "86400001"),
          new Range("--image-cleanup-interval-ms", "0", "1", "86400000", "86400001"),
          new Range("--image-model", "", "m", "m".repeat(200), "m".repeat(201)),
          new Range("--enhancement-model", "", "m", "m".repeat(200), "m".repeat(201)),
          new Range("--openai-org-id", "", "m", "m".repeat(200), "m".repeat(201)),
          new Range("--openai-project-id", "", "m", "m".repeat(200), "m".repeat(201)),
          new Range("--image-quality", "", "m", "m".repeat(200), "m".repeat(201)),
          new Range("--s3-region", "", "m", "m".repeat(200), "m".repeat(201)),
          new Range("--node-name", "", "m", "m".repeat(100), "m".repeat(101)));

  /** Read only where there is a cluster. */
  private static final List<String> CLUSTER =
      List.of("--database-url=postgresql://db.example/dalle", "--bucket=s3://pictures");

  @TempDir Path folder;

  static Stream<Arguments> accepted() {
    return RANGES.stream()
        .flatMap(range -> Stream.of(range.lowest(), range.highest()).map(end -> row(range, end)));
  }

  static Stream<Arguments> refused() {
    return RANGES.stream()
        .flatMap(range -> Stream.of(range.below(), range.above()).map(end -> row(range, end)))
        // An empty value is none: the default holds.
        .filter(row -> !row.get()[1].equals(""));
  }

  private static Arguments row(Range range, String end) {
    return Arguments.of(range.flag(), end);
  }

  @ParameterizedTest
  @MethodSource
  void accepted(String flag, String end) {
    assertThat(new Loading(folder).outcome(flags(flag + "=" + end)))
        .isInstanceOf(LoadOutcome.Loaded.class);
  }

  @ParameterizedTest
  @MethodSource
  void refused(String flag, String end) {
    assertThat(new Loading(folder).problems(flags(flag + "=" + end)))
        .singleElement()
        .asString()
        .startsWith(flag + ": got ");
  }

  @Test
  void every_setting_that_takes_a_number_a_time_or_a_length_is_here() {
    assertThat(
            SettingsTable.ALL.stream()
                .filter(it -> List.of("n", "ms", "duration", "name").contains(placeholder(it)))
                .map(Setting::flag))
        .containsExactlyInAnyOrderElementsOf(RANGES.stream().map(Range::flag).toList());
  }

  private static String[] flags(String flag) {
    return Stream.concat(CLUSTER.stream(), Stream.of(flag)).toArray(String[]::new);
  }

  private static String placeholder(Setting<?> setting) {
    return setting.kind().placeholder();
  }
}
