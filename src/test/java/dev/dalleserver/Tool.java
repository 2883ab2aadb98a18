package dev.dalleserver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of the machine that some tests need. {@code src/test/sh/install-test-tools.sh} installs
 * what is missing.
 */
public record Tool(String name) {
  /** What became of a run. */
  public record Outcome(int exitCode, String output) {}

  /** Skips the calling test, and says so, where the program is missing. */
  public void need() {
    boolean there = isThere();
    if (!there) {
      System.out.println("SKIPPED: " + name + " is not installed");
    }
    assumeTrue(there, name + " is not installed");
  }

  /** Runs it to its end with {@code input} on standard input. */
  public Outcome run(String input, String... args) {
    try {
      Process process = start(args);
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it with both outputs as one; whoever starts it ends it. */
  public Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** True where the machine has it. */
  public boolean isThere() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }
}
