package dev.dalleserver.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines to systemd's journal, each with its priority in front (sd-daemon(3)), so that
 * {@code journalctl -p warning} finds them. A line without its own level, such as a line of a stack
 * trace, gets the priority of the line before it.
 *
 * <p>Thread-safe; guarded by {@code this}.
 */
public final class JournalOutput extends OutputStream {
  /** The variable that systemd sets to the device and inode of the stream that it has created. */
  public static final String VARIABLE = "JOURNAL_STREAM";

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final Pattern LEVEL =
      Pattern.compile("\\[.*?] (TRACE|DEBUG|INFO|WARN|ERROR) |dalleserver: (?:(warning): )?");
  private static final int ERROR = 3;
  private static final Map<String, Integer> PRIORITIES =
      Map.of("TRACE", 7, "DEBUG", 7, "INFO", 6, "WARN", 4, "ERROR", ERROR, "warning", 4);

  private final OutputStream journal;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int priority = 6;

  public JournalOutput(OutputStream journal) {
    this.journal = journal;
  }

  /** Detects whether standard error goes to the journal, by the value of {@link #VARIABLE}. */
  public static boolean isStandardError(@Nullable String stream) {
    return stream != null && stream.equals(identity(STANDARD_ERROR));
  }

  /**
   * Returns the device and inode of the target of {@code file}; empty where the system does not
   * know them.
   */
  static String identity(Path file) {
    try {
      return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public synchronized void write(int b) throws IOException {
    line.write(b);
    if (b == '\n') {
      send();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      write(bytes[i]);
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    journal.flush();
  }

  private void send() throws IOException {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    Matcher level = LEVEL.matcher(text);
    if (level.lookingAt()) {
      String word = level.group(1) == null ? level.group(2) : level.group(1);
      priority = word == null ? ERROR : PRIORITIES.getOrDefault(word, ERROR);
    }
    journal.write(("<" + priority + ">" + text).getBytes(StandardCharsets.UTF_8));
    journal.flush();
  }
}
