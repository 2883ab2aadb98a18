package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service under a real systemd, booted in namespaces of its own. Needs a jar that is built, so
 * it is asked for by name: {@code ./run.sh test -Dtest=ServiceBootTest -Dexcluded.groups=}.
 */
@Tag("long")
class ServiceBootTest {
  private static final int SKIPPED = 77;

  @Test
  void systemd_starts_restarts_stops_and_confines_it() {
    assertConfined(new Tool("bash").run("", "src/test/sh/boot-service.sh", "."));
  }

  @Test
  void the_debian_package_is_the_same_service(@TempDir Path folder) throws IOException {
    String jar = "target/dalleserver.jar";
    String out = folder.resolve("out").toString();
    Tool.Outcome made =
        new Tool("bash").run("", "run.sh", "dist", "--jar", jar, "--only", "deb", "--out", out);
    assertThat(made.exitCode()).as(made.output()).isZero();
    try (Stream<Path> files = Files.list(Path.of(out))) {
      String deb =
          files.map(Path::toString).filter(name -> name.endsWith(".deb")).findFirst().orElseThrow();
      assertConfined(new Tool("bash").run("", "src/test/sh/boot-service.sh", ".", deb));
    }
  }

  private static void assertConfined(Tool.Outcome outcome) {
    if (outcome.exitCode() == SKIPPED) {
      System.out.println(outcome.output());
    }
    assumeTrue(outcome.exitCode() != SKIPPED, outcome.output());

    assertThat(outcome.output().lines())
        .contains(
            "started=active",
            "readiness=200",
            "without_token=401",
            "provider=\"state\":\"CLOSED\"",
            "user=dalleserver",
            "key_in_environment=0",
            "seccomp=1",
            "capabilities=0000000000000000",
            "root=ro",
            "archive=1",
            "after_kill=active restarts=1",
            "stopped=inactive result=success exit=0",
            "wrong_settings=failed restarts=0 exit=2",
            "errors_in_journal=1");
    assertThat(outcome.exitCode()).isZero();
  }
}
