package dev.dalleserver.cli;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.progress.ProgressRun;
import dev.dalleserver.progress.ProgressSnapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Formats runs as a table for a terminal. */
final class StatusTable {
  private static final int MAX_ROWS = 20;
  private static final String ROW = "%-14s  %-42s  %5s  %7s  %7s  %-20s  %s%n";

  private StatusTable() {}

  /** Returns the table, the longest-running runs first; empty for no runs. */
  static String of(List<ProgressRun> runs) {
    if (runs.isEmpty()) {
      return "";
    }
    StringBuilder table = new StringBuilder();
    table.append(row("PHASE", "ADDRESS", "%", "ETA", "ELAPSED", "SERIES", "ERROR"));
    runs.stream()
        .sorted(Comparator.comparingLong(ProgressRun::elapsedNs).reversed())
        .limit(MAX_ROWS)
        .forEach(run -> table.append(row(run)));
    if (runs.size() > MAX_ROWS) {
      table.append("and ").append(runs.size() - MAX_ROWS).append(" more").append("\n");
    }
    return table.toString();
  }

  private static String row(ProgressRun run) {
    ProgressSnapshot now = run.snapshot();
    String phase = now.queuePosition() > 0 ? "queued " + now.queuePosition() : phaseText(now);
    return row(
        phase,
        now.address(),
        Math.round(now.percent()) + "",
        now.etaSeconds() > 0 ? seconds(now.etaSeconds()) : "-",
        seconds(run.elapsedNs() / 1e9),
        now.series(),
        EscapedText.oneLine(now.error()));
  }

  private static String phaseText(ProgressSnapshot now) {
    if (!now.done()) {
      return now.currentPhase().text();
    }
    return now.cancelled() ? "cancelled" : "failed";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1fs", seconds);
  }
}
