package dev.dalleserver.cli;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.storage.CopyReport;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Prints what a copy between two stores does with each file, and counts. */
public final class CopyProgress implements CopyReport {
  private final PrintStream out;
  private final boolean dryRun;
  private final Map<Action, Integer> counts = new EnumMap<>(Action.class);

  /**
   * @param dryRun whether nothing is changed, so that the last line says what would be done
   */
  public CopyProgress(PrintStream out, boolean dryRun) {
    this.out = out;
    this.dryRun = dryRun;
  }

  @Override
  public void onFile(Action action, String path, String detail) {
    counts.merge(action, 1, Integer::sum);
    String more =
        switch (action) {
          case COPIED, SAME -> "";
          case RENAMED -> " -> " + detail;
          case KEPT, LEFT, FAILED -> ": " + detail;
        };
    String word = action.name().toLowerCase(Locale.ROOT);
    out.println("%-8s ".formatted(word) + EscapedText.oneLine(path + more));
  }

  /** Returns true once a file was seen. */
  public boolean hasBegun() {
    return !counts.isEmpty();
  }

  /** Prints the last line; returns false when the operator must look at something. */
  public boolean end() {
    int lost = count(Action.KEPT) + count(Action.FAILED);
    out.println(
        "%d files %s, %d there already, %d left, %d kept or failed"
            .formatted(
                count(Action.COPIED) + count(Action.RENAMED),
                dryRun ? "would be copied" : "copied and compared",
                count(Action.SAME),
                count(Action.LEFT),
                lost));
    return lost == 0;
  }

  private int count(Action action) {
    return counts.getOrDefault(action, 0);
  }
}
