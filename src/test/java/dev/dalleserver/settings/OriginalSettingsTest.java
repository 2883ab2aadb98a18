package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as the original's users write them. */
class OriginalSettingsTest {
  @TempDir private Path folder;
  private Loading start;

  @BeforeEach
  void prepare() {
    start = new Loading(folder);
  }

  @ParameterizedTest
  @CsvSource({"1m30s,90000", "1.5h,5400000", "2h45m,9900000", "0.5s,500", "1m0.25s,60250"})
  void durations_may_have_several_units_and_fractions(String text, long millis) {
    assertThat(start.settings("--lock-ttl", text).runs().lockTtl())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1m30", "30", ".5h", "1.h", "-1m", "1m 30s", "s", "1d", "1m30s5m7h1s"})
  void other_texts_are_no_durations(String text) {
    assertThat(start.problems("--lock-ttl=" + text)).hasSize(1);
  }

  @Test
  void a_flag_may_have_one_dash() {
    Settings settings =
        start.settings("-port=0", "-lock-ttl", "1m30s", "-skip-image", "-workers", "3");

    assertThat(settings.web().port()).isZero();
    assertThat(settings.runs().lockTtl()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.runs().skipImage()).isTrue();
    assertThat(settings.runs().workers()).isEqualTo(3);
  }

  @Test
  void a_flag_with_one_dash_is_no_value_and_an_unknown_one_is_named_as_it_was_given() {
    assertThat(start.problems("--host", "-port=0"))
        .singleElement()
        .asString()
        .startsWith("--host: no value given");
    assertThat(start.problems("-prt=0"))
        .containsExactly("\"-prt\": no such flag; did you mean --port?");
  }

  @Test
  void their_variables_are_understood() {
    start.with("TB_DALLE_ENHANCEMENT_TIMEOUT", "1m30s").with("DALLE_QUALITY", "hd");

    assertThat(start.warnings()).isEmpty();
    assertThat(start.settings().openAi().enhanceTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(start.settings().openAi().imageQuality()).isEqualTo("hd");
    start.with("TB_DALLE_ENHANCE_TIMEOUT", "5s");
    assertThat(start.settings().openAi().enhanceTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void what_has_no_meaning_any_more_is_a_warning_that_names_it() {
    start
        .with("DALLESERVER_PORT", "80")
        .with("DALLESERVER_SILENT_LOG", "1")
        .with("TB_DALLE_SEED", "7")
        .file(".env", "DALLESERVER_NO_ENHANCE=1\nTB_DALLE_ORIENTATION=square\n");

    assertThat(start.warnings())
        .containsExactlyInAnyOrder(
            "DALLESERVER_PORT: ignored, no such setting any more; write TB_DALLE_PORT",
            "DALLESERVER_SILENT_LOG: ignored, no such setting any more; see --help",
            "DALLESERVER_NO_ENHANCE in .env:1: ignored, no such setting any more;"
                + " write TB_DALLE_NO_ENHANCE",
            "TB_DALLE_SEED: ignored, no such setting; see --help",
            "TB_DALLE_ORIENTATION in .env:2: ignored, no such setting; see --help");
  }

  @Test
  void the_variables_of_the_script_are_no_settings_of_early_releases() throws Exception {
    Matcher names =
        Pattern.compile("DALLESERVER_[A-Z_]+").matcher(Files.readString(Path.of("run.sh")));
    Set<String> used = names.results().map(MatchResult::group).collect(Collectors.toSet());

    assertThat(UnknownVariables.OF_SCRIPT).containsAll(used);
    UnknownVariables.OF_SCRIPT.forEach(name -> start.with(name, "x"));
    assertThat(start.warnings()).isEmpty();
  }

  @Test
  void a_line_of_dot_env_that_is_not_ours_and_cannot_be_read_is_a_warning() {
    start.file(".env", "what is this\nNAME='unclosed\nTB_DALLE_WORKERS=2\nX=\\\nno proxy here\n");

    assertThat(start.settings().runs().workers()).isEqualTo(2);
    assertThat(start.warnings())
        .containsExactly(
            ".env:1: passed over: not KEY=VALUE; accepted: KEY=VALUE or a # comment",
            ".env:2: passed over: the closing ' is missing; accepted: KEY=VALUE or a # comment",
            ".env:5: passed over: not KEY=VALUE; accepted: KEY=VALUE or a # comment");
  }
}
