package dev.dalleserver.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FatalErrorsTest {
  private record Ended(int exitCode, String err) {}

  private static Ended run(String way) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx16m",
                    "-XX:MaxDirectMemorySize=16m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    OutOfMemoryProgram.class.getName(),
                    way))
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread", "executor", "task", "logged", "direct"})
  void a_process_that_runs_out_of_memory_ends_with_one_line_and_exit_code_1(String way)
      throws Exception {
    Ended ended = run(way);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    assertThat(ended.err().lines().filter(line -> line.startsWith("dalleserver: out of memory")))
        .as(ended.err())
        .hasSize(1);
  }

  @Test
  void a_stack_overflow_ends_nothing() throws Exception {
    Ended ended = run("overflow");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("StackOverflowError");
  }
}
