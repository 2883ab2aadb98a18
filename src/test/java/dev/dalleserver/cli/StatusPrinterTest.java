package dev.dalleserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.RunOutcome;
import dev.dalleserver.progress.Runs;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPrinterTest {
  @TempDir Path dataDir;
  private final MovingTime time = new MovingTime();
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private DataDirectory directory;
  private ProgressManager progress;
  private StatusPrinter printer;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    progress =
        new ProgressManager(
            new LocalPhaseHistory(new FileStore(directory), time.ticker().wall()),
            time.ticker(),
            ProgressManager.Retention.DEFAULT);
    printer = new StatusPrinter(progress, new PrintStream(terminal, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws IOException {
    printer.close();
    directory.close();
  }

  private List<String> printed() {
    terminal.reset();
    printer.print();
    return terminal.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void says_nothing_when_nothing_runs() {
    assertThat(printed()).isEmpty();
  }

  @Test
  void shows_a_line_for_each_run_until_it_ends_well() {
    ProgressRun run = Runs.begin(progress);
    run.enter(Phase.SETUP);
    time.pass(Duration.ofMillis(1500));

    List<String> lines = printed();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("PHASE").contains("ADDRESS", "%", "ETA", "ELAPSED");
    assertThat(lines.get(1))
        .startsWith("setup ")
        .contains(TestServer.ADDRESS)
        .contains("1.5s")
        .contains("simple");

    run.finish(RunOutcome.SUCCESS);
    assertThat(printed()).isEmpty();
  }

  @Test
  void shows_an_error_of_a_provider_in_one_row_that_moves_no_cursor() {
    ProgressRun run = Runs.begin(progress);
    run.enter(Phase.SETUP);
    run.finish(RunOutcome.failure("no\u001b[2J\nPHASE\u202e\u0085", "OPENAI_ERROR"));

    List<String> lines = printed();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).endsWith("no\\u001b[2J\\nPHASE\\u202e\\u0085");
  }

  @Test
  void shows_how_far_it_is_and_what_is_left() {
    ProgressRun first = Runs.begin(progress);
    first.enter(Phase.SETUP);
    time.pass(Duration.ofSeconds(10));
    first.leave(Phase.SETUP);
    first.finish(RunOutcome.SUCCESS);
    ProgressRun second = Runs.begin(progress);
    second.enter(Phase.SETUP);
    time.pass(Duration.ofSeconds(4));

    assertThat(printed().get(1)).containsPattern(" 40 +6\\.0s +4\\.0s ");
  }

  @Test
  void shows_a_failure_once() {
    Runs.begin(progress).finish(RunOutcome.failure("the provider is gone", "OPENAI_UNAVAILABLE"));

    assertThat(printed()).last().asString().startsWith("failed").endsWith("the provider is gone");
    assertThat(printed()).isEmpty();
  }

  @Test
  void shows_twenty_runs_and_says_how_many_more() {
    for (int i = 0; i < 25; i++) {
      Runs.begin(progress, "simple", String.format("0x%040x", i)).enter(Phase.SETUP);
    }

    assertThat(printed()).hasSize(22).last().isEqualTo("and 5 more");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3,true",
    "/dev/tty1,true",
    "/dev/console,true",
    "/dev/null,false",
    "pipe:[1234],false",
    "/tmp/server.log,false"
  })
  void is_on_for_terminals_only(String standardError, boolean terminal) {
    assertThat(TerminalDetector.isTerminal(standardError)).isEqualTo(terminal);
  }
}
