package dev.dalleserver.cluster.transfer;

import dev.dalleserver.cluster.postgres.StateTransfer;
import dev.dalleserver.progress.LocalPhaseHistory;
import dev.dalleserver.progress.PhaseHistoryState;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.LocalUsageHistory;
import dev.dalleserver.spending.SpentDay;
import dev.dalleserver.spending.UsageDay;
import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.storage.CopyReport;
import dev.dalleserver.storage.CopyReport.Action;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FolderEntry;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The three files in {@code metrics/} from which a server continues, and the tables for them. */
final class StateFiles {
  static final String STATISTICS = "progress_phase_stats.json";
  static final String BUDGET = "image_budget.json";
  static final String USAGE = "usage_days.json";

  private static final int MAX_BYTES = 16 << 20;

  private static final String OTHERS = "the cluster has its own, which stay";

  private final DataLayout layout;
  private final Set<Path> refused;
  private final StateTransfer cluster;
  private final boolean dryRun;
  private final CopyReport report;

  StateFiles(
      DataLayout layout,
      Set<Path> refused,
      StateTransfer cluster,
      boolean dryRun,
      CopyReport report) {
    this.layout = layout;
    this.refused = refused;
    this.cluster = cluster;
    this.dryRun = dryRun;
    this.report = report;
  }

  /** Brings what the directory has into the cluster. */
  void bring() throws IOException {
    bring(STATISTICS, bytes -> LocalPhaseHistory.parse(bytes).map(this::bringHistory));
    bring(USAGE, bytes -> LocalUsageHistory.parse(bytes).map(this::bringDays));
    bring(BUDGET, bytes -> LocalSpendingLedger.parse(bytes).map(this::bringSpent));
  }

  /** Brings the contents of a file; empty when it has another form. */
  private interface Bringing {
    Optional<Action> bring(byte[] bytes);
  }

  private void bring(String name, Bringing bringing) throws IOException {
    Path file = layout.metrics().resolve(name);
    ConfinedTree files = ConfinedTree.below(layout.dataDirectory());
    if (refused.contains(file) || files.lookUp(file).filter(FolderEntry::isFile).isEmpty()) {
      return;
    }
    String path = layout.relative(file);
    try {
      Optional<Action> action = bringing.bring(files.read(file, MAX_BYTES));
      report.onFile(
          action.orElse(Action.FAILED),
          path,
          action.isEmpty() ? "it has another form" : action.get() == Action.KEPT ? OTHERS : "");
    } catch (IOException e) {
      report.onFile(Action.FAILED, path, "it cannot be read: " + PlainReason.of(e));
    }
  }

  private Action bringHistory(PhaseHistoryState history) {
    PhaseHistoryState before = cluster.history();
    if (dryRun) {
      return action(before.isEmpty(), before.equals(history));
    }
    return action(before.isEmpty(), cluster.putHistory(history).equals(history));
  }

  private static Action action(boolean isNew, boolean isSame) {
    if (isNew) {
      return Action.COPIED;
    }
    return isSame ? Action.SAME : Action.KEPT;
  }

  private Action bringDays(List<UsageDay> days) {
    Map<String, UsageDay> there = new LinkedHashMap<>();
    cluster.days().forEach(day -> there.put(day.day(), day));
    boolean isNew = false;
    boolean isSame = true;
    for (UsageDay day : days) {
      UsageDay known = there.get(day.day());
      if (known == null) {
        isNew |= dryRun || cluster.putDay(day);
      } else {
        isSame &= known.equals(day);
      }
    }
    return action(isNew && isSame, isSame);
  }

  private Action bringSpent(SpentDay day) {
    Optional<SpentDay> last = cluster.lastSpent();
    boolean isNew = last.filter(known -> !known.day().isBefore(day.day())).isEmpty();
    if (dryRun) {
      return action(isNew, last.filter(day::equals).isPresent());
    }
    return action(isNew, isSame(cluster.putSpent(day), day));
  }

  private static boolean isSame(SpentDay one, SpentDay other) {
    return one.images() == other.images()
        && one.day().equals(other.day())
        && one.money().compareTo(other.money()) == 0;
  }

  /** Returns the files that a directory with the cluster's contents has, by name. */
  static Map<String, byte[]> of(StateTransfer cluster) {
    Map<String, byte[]> files = new TreeMap<>();
    PhaseHistoryState history = cluster.history();
    if (!history.isEmpty()) {
      files.put(STATISTICS, LocalPhaseHistory.bytes(history));
    }
    List<UsageDay> days = cluster.days();
    if (!days.isEmpty()) {
      files.put(USAGE, LocalUsageHistory.bytes(days));
    }
    cluster.lastSpent().ifPresent(day -> files.put(BUDGET, LocalSpendingLedger.bytes(day)));
    return files;
  }

  /** Returns true when two files tell a server the same. */
  static boolean isSame(String name, byte[] one, byte[] other) {
    return Arrays.equals(one, other)
        || switch (name) {
          case STATISTICS -> LocalPhaseHistory.parse(one).equals(LocalPhaseHistory.parse(other));
          case USAGE -> LocalUsageHistory.parse(one).equals(LocalUsageHistory.parse(other));
          default -> false;
        };
  }
}
