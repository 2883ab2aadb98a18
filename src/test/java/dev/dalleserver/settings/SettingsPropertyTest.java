package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What holds for every input. */
class SettingsPropertyTest {
  /** A missing folder: no .env interferes, and the code must not create it. */
  private static final Path NOWHERE = Path.of("target", "no-such-folder");

  @Property
  void any_bytes_are_a_dot_env_or_its_problems(@ForAll byte[] bytes) {
    DotEnv file = DotEnv.parse(bytes, ".env");

    assertThat(file.problems()).allSatisfy(line -> assertThat(line).startsWith(".env:"));
  }

  @Property
  void any_line_of_likely_characters_is_understood_or_refused(@ForAll("likelyLines") String line) {
    DotEnv file = DotEnv.parse(line, ".env");

    assertThat(file.problems().size() + file.entries().size())
        .isLessThanOrEqualTo(line.split("\n", -1).length);
  }

  @Property
  void a_double_quoted_value_comes_back(@ForAll String value) {
    String quoted =
        value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");

    DotEnv file = DotEnv.parse("export KEY=\"" + quoted + "\" # said", ".env");

    assertThat(file.problems()).isEmpty();
    assertThat(file.entries().get("KEY").text()).isEqualTo(value);
  }

  @Property
  void a_single_quoted_value_comes_back(@ForAll String value) {
    String line = value.replace("'", "").replace("\n", "").replace("\r", "");

    DotEnv file = DotEnv.parse("KEY='" + line + "'", ".env");

    assertThat(file.entries().get("KEY").text()).isEqualTo(line);
  }

  @Property(tries = 300)
  void any_arguments_and_environment_give_an_outcome_on_single_lines(
      @ForAll("arguments") @Size(max = 6) List<String> args,
      @ForAll("environments") Map<String, String> environment) {
    LoadOutcome outcome = new SettingsLoader(environment, NOWHERE).load(args);

    if (outcome instanceof LoadOutcome.Rejected rejected) {
      assertThat(rejected.problems())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cntrl}]"));
    }
    if (outcome instanceof LoadOutcome.Loaded loaded) {
      assertThat(loaded.settings().runs().workers()).isPositive();
    }
  }

  @Property
  void a_duration_is_formatted_as_it_is_parsed(
      @ForAll @LongRange(min = 0, max = 86_400_000) long millis) {
    Duration duration = Duration.ofMillis(millis);

    assertThat(Durations.parse(Durations.format(duration), Duration.ZERO, Duration.ofHours(24)))
        .contains(duration);
  }

  @Provide
  Arbitrary<String> likelyLines() {
    return Arbitraries.of("KEY", "=", "'", "\"", "\\", "#", " ", "\t", "export ", "\r", "\n", "x")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    Arbitrary<String> flags = Arbitraries.of(SettingsTable.allFlags());
    Arbitrary<String> attached =
        Combinators.combine(flags, Arbitraries.strings()).as((flag, text) -> flag + "=" + text);
    return Arbitraries.oneOf(flags, attached, Arbitraries.strings(), numbers()).list();
  }

  @Provide
  Arbitrary<Map<String, String>> environments() {
    return Arbitraries.maps(
            Arbitraries.of(SettingsTable.allVariables()),
            Arbitraries.oneOf(Arbitraries.strings(), numbers()))
        .ofMaxSize(5);
  }

  private static Arbitrary<String> numbers() {
    return Arbitraries.integers().map(String::valueOf);
  }
}
