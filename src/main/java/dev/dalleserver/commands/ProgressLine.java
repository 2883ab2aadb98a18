package dev.dalleserver.commands;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;

/** Shows how far a collection is: a bar on a terminal, else a line now and then. */
final class ProgressLine {
  private static final int BAR = 30;
  private static final double PERCENT_BETWEEN_LINES = 5;
  private static final long NANOS_BETWEEN_LINES = Duration.ofSeconds(30).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private double shownPercent = -PERCENT_BETWEEN_LINES;
  private String shownReason = "";
  private long shownNanos;
  private int width;

  ProgressLine(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void show(JsonNode now) {
    double percent = now.path("percent").asDouble();
    String text =
        "%d of %d, %.1f %%, %d failed%s%s"
            .formatted(
                now.path("made").asInt(),
                now.path("total").asInt(),
                percent,
                now.path("failed").asInt(),
                remaining(now.path("etaSeconds").asDouble()),
                now.path("reason").asText().isEmpty() ? "" : "; " + now.path("reason").asText());
    if (terminal) {
      int filled = (int) (percent * BAR / 100);
      String line = "[" + "#".repeat(filled) + " ".repeat(BAR - filled) + "] " + text;
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
    } else if (isNews(percent, now.path("reason").asText())) {
      out.println(text);
      shownPercent = percent;
      shownReason = now.path("reason").asText();
      shownNanos = System.nanoTime();
    }
  }

  private boolean isNews(double percent, String reason) {
    return percent - shownPercent >= PERCENT_BETWEEN_LINES
        || !reason.equals(shownReason)
        || System.nanoTime() - shownNanos > NANOS_BETWEEN_LINES;
  }

  private static String remaining(double seconds) {
    if (seconds < 1) {
      return "";
    }
    Duration left = Duration.ofSeconds(Math.round(seconds));
    return left.toHours() > 0
        ? ", %dh%02dm left".formatted(left.toHours(), left.toMinutesPart())
        : ", %dm%02ds left".formatted(left.toMinutes(), left.toSecondsPart());
  }

  void end() {
    if (terminal) {
      out.println();
    }
  }
}
