package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.fixtures.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void is_a_semantic_version_perhaps_with_the_commit() {
    assertThat(Version.text()).matches("\\d+\\.\\d+\\.\\d+(\\+[0-9a-f]{7,40}(\\.dirty)?)?");
  }

  @Test
  void names_the_commit_that_is_checked_out() {
    assumeTrue(Files.exists(Path.of(".git")), "no git repository");
    Tool git = new Tool("git");
    git.need();

    Tool.Outcome head = git.run("", "rev-parse", "--short=7", "HEAD");

    assumeTrue(head.exitCode() == 0, "git does not read this repository");
    assertThat(Version.text()).contains("+" + head.output().strip());
  }

  @Test
  void of_a_release_has_no_commit() {
    assertThat(Version.release()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(Version.text()).startsWith(Version.release());
  }

  @Test
  void is_in_the_change_log() throws Exception {
    assertThat(Files.readString(Path.of("CHANGELOG.md")))
        .contains("## [" + Version.release() + "]");
  }
}
