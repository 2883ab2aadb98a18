package dev.dalleserver;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is written to standard error, where the log goes. */
public final class StandardError implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private StandardError() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
  }

  /** Takes all that is written from now on. */
  public static StandardError capture() {
    return new StandardError();
  }

  /** What was written while {@code action} ran. */
  public static String during(Runnable action) {
    try (StandardError captured = capture()) {
      action.run();
      return captured.text();
    }
  }

  public String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  /** Those written lines that contain {@code part}. */
  public List<String> lines(String part) {
    return text().lines().filter(line -> line.contains(part)).toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
