package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit file, looked at by systemd's own tools. */
class UnitFileTest {
  private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");
  private static final double MOST_EXPOSED = 1.5;

  private final Tool analyze = new Tool("systemd-analyze");

  @TempDir Path folder;

  @Test
  void systemd_finds_nothing_wrong_with_it() throws Exception {
    analyze.need();
    // The programs it names must be there.
    Path runner = executable("run.sh");
    Path probe = executable("await-ready.sh");
    String text =
        Files.readString(UnitFile.SOURCE)
            .replace("/usr/local/lib/dalleserver/run.sh", runner.toString())
            .replace("/usr/local/lib/dalleserver/await-ready.sh", probe.toString());
    Path unit = Files.writeString(folder.resolve("dalleserver.service"), text);

    Tool.Outcome outcome =
        analyze.run("", "verify", "--man=no", "--recursive-errors=no", unit.toString());

    assertThat(outcome.output()).doesNotContain("dalleserver.service");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void is_exposed_as_little_as_promised() {
    analyze.need();

    Tool.Outcome outcome =
        analyze.run("", "security", "--offline=true", "--no-pager", UnitFile.SOURCE.toString());

    Matcher exposure = EXPOSURE.matcher(outcome.output());
    assertThat(exposure.find()).as(outcome.output()).isTrue();
    assertThat(Double.parseDouble(exposure.group(1))).isLessThanOrEqualTo(MOST_EXPOSED);
  }

  @Test
  void waits_longer_than_the_server_takes_to_stop() throws Exception {
    UnitFile unit = UnitFile.read(UnitFile.SOURCE);

    assertThat(Integer.parseInt(unit.value("TimeoutStopSec"))).isGreaterThan(15);
  }

  @Test
  void does_not_restart_what_has_wrong_settings() throws Exception {
    UnitFile unit = UnitFile.read(UnitFile.SOURCE);

    assertThat(unit.value("Restart")).isEqualTo("on-failure");
    assertThat(unit.value("RestartPreventExitStatus")).isEqualTo("2");
    assertThat(unit.value("SuccessExitStatus")).isEqualTo("143");
  }

  @Test
  void leaves_the_jvm_what_it_needs() throws Exception {
    UnitFile unit = UnitFile.read(UnitFile.SOURCE);

    assertThat(unit.values("MemoryDenyWriteExecute")).isEmpty();
    assertThat(unit.values("ProcSubset")).isEmpty();
  }

  private Path executable(String name) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
