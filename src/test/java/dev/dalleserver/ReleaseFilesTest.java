package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files that a release and its forge need say the same as the build. */
class ReleaseFilesTest {
  private static final Path WORKFLOWS = Path.of(".github", "workflows");
  private static final Pattern USES = Pattern.compile("(?m)^\\s*-?\\s*(?:uses|image):\\s*(\\S+)");
  private static final Pattern PINNED =
      Pattern.compile("(\\./.*|\\S+@[0-9a-f]{40}|\\S+@sha256:[0-9a-f]{64})");
  private static final Pattern RELEASE = Pattern.compile("(?m)^## \\[(.+?)\\](.*)$");

  @Test
  void the_change_log_begins_with_what_is_to_come_and_dates_each_release() throws Exception {
    List<MatchResult> heads =
        RELEASE.matcher(Files.readString(Path.of("CHANGELOG.md"))).results().toList();

    assertThat(heads).extracting(head -> head.group(1)).startsWith("Unreleased", Version.release());
    assertThat(heads.subList(1, heads.size()))
        .extracting(head -> head.group(2))
        .allSatisfy(date -> assertThat(date).matches(" - \\d{4}-\\d{2}-\\d{2}"));
  }

  @Test
  void the_security_page_says_that_this_release_gets_fixes() throws Exception {
    String minor = Version.release().replaceFirst("\\.\\d+$", "");

    assertThat(Files.readString(Path.of("SECURITY.md"))).contains("| " + minor + " | yes |");
  }

  @Test
  void the_forge_runs_the_command_of_the_build_machine_on_each_java() throws Exception {
    assertThat(workflows())
        .anySatisfy(text -> assertThat(text).contains(" .ci/run", "[17, 21, 25]"));
  }

  @Test
  void what_the_forge_fetches_of_others_is_pinned_by_digest() throws Exception {
    assertThat(workflows())
        .allSatisfy(
            text ->
                assertThat(USES.matcher(text).results().map(use -> use.group(1)).toList())
                    .allMatch(name -> PINNED.matcher(name).matches()));
  }

  private static List<String> workflows() throws IOException {
    try (Stream<Path> files = Files.list(WORKFLOWS)) {
      List<String> texts = files.map(ReleaseFilesTest::read).toList();
      assertThat(texts).isNotEmpty();
      return texts;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
