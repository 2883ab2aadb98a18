package dev.dalleserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalOutputTest {
  private final ByteArrayOutputStream journal = new ByteArrayOutputStream();
  private final PrintStream err =
      new PrintStream(new JournalOutput(journal), true, StandardCharsets.UTF_8);

  @ParameterizedTest
  @CsvSource({
    "7, [main] DEBUG Run - x",
    "6, [worker-1] INFO Run - an ERROR is only spoken of",
    "4, [worker-1] WARN Run - x",
    "3, [a b] ERROR Run - ü",
    "4, dalleserver: warning: x",
    "3, dalleserver: cannot start",
    "6, something else",
    "6, said by [main] ERROR Run - x"
  })
  void a_line_has_the_priority_of_its_level(int priority, String line) {
    err.println(line);

    assertThat(written()).isEqualTo("<" + priority + ">" + line + "\n");
  }

  @Test
  void a_stack_trace_belongs_to_the_line_before_it() {
    err.println("[main] ERROR Run - broken");
    new IllegalStateException("why").printStackTrace(err);
    err.println("[main] INFO Run - goes on");

    assertThat(written().lines()).hasSizeGreaterThan(3).last().asString().startsWith("<6>");
    assertThat(written().lines().filter(line -> line.contains("\tat ")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("<3>"));
  }

  @Test
  void a_line_that_comes_in_pieces_has_one_priority() {
    err.print("[main] WA");
    err.flush();
    err.print("RN Run - x\n");

    assertThat(written()).isEqualTo("<4>[main] WARN Run - x\n");
  }

  @Test
  void a_stream_is_known_by_its_device_and_inode(@TempDir Path folder) throws Exception {
    Path one = Files.createFile(folder.resolve("one"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), one);
    Path other = Files.createFile(folder.resolve("other"));

    assertThat(JournalOutput.identity(link))
        .matches("\\d+:\\d+")
        .isEqualTo(JournalOutput.identity(one))
        .isNotEqualTo(JournalOutput.identity(other));
    assertThat(JournalOutput.identity(folder.resolve("none"))).isEmpty();
  }

  @Test
  void a_variable_that_was_inherited_means_another_stream() {
    assertThat(JournalOutput.isStandardError(null)).isFalse();
    assertThat(JournalOutput.isStandardError("1:1")).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_servers_log_has_priorities_and_no_times_where_it_goes_to_the_journal(
      @TempDir Path folder) {
    // As systemd starts it.
    List<String> launcher =
        List.of("sh", "-c", "JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec \"$@\"", "sh");
    try (ServerProcess server =
        ServerProcess.startUnder(launcher, folder, Map.of(), "--image-provider", "offline")) {
      Waiting.until(() -> server.log().contains(" INFO "));

      assertThat(server.log().lines().filter(line -> line.contains(" INFO ")))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).startsWith("<6>["));
    }
  }

  private String written() {
    return journal.toString(StandardCharsets.UTF_8);
  }
}
