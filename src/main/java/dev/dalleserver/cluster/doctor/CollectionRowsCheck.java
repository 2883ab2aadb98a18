package dev.dalleserver.cluster.doctor;

import dev.dalleserver.cluster.collections.CollectionExamination;
import dev.dalleserver.cluster.collections.CollectionExamination.Broken;
import dev.dalleserver.cluster.collections.CollectionExamination.Found;

/** Whether collections can be read, and a node works on them. */
final class CollectionRowsCheck {
  private static final long LATE_SECONDS = 60;

  private final CollectionExamination rows;
  private final boolean fix;
  private final Findings findings;

  CollectionRowsCheck(CollectionExamination rows, boolean fix, Findings findings) {
    this.rows = rows;
    this.fix = fix;
    this.findings = findings;
  }

  /**
   * Examines all.
   *
   * @param alone whether no node is alive
   */
  void examine(boolean alone) {
    Found found = rows.examine();
    for (Broken row : found.lost()) {
      findings.problem(
          "collection " + row.id(),
          "its row cannot be read: " + row.reason(),
          "nodes leave it out and its pictures stay; bring the row back from a backup, or delete"
              + " it");
    }
    for (Broken row : found.forgotten()) {
      findings.problem(
          "collection " + row.id(),
          "its row does not tell what is made: " + row.reason(),
          "nodes find that out again; --fix says so in the row");
      if (fix) {
        rows.mend(row.id());
        findings.mended("collection " + row.id(), "what is made is found out again", 1);
      }
    }
    String text = found.readable() + " are kept";
    if (found.running() > 0) {
      text += ", " + found.running() + " have " + found.waiting() + " pictures to make";
    }
    if (found.running() > 0 && alone) {
      findings.note("collections", text + "; no node is alive to make them");
    } else if (found.running() > 0 && rows.secondsWithoutWorker() > LATE_SECONDS) {
      findings.problem(
          "collections",
          text + ", and no node has taken over from the one that worked on them a minute ago",
          "look at the nodes' logs, and whether a node of this version is alive");
    } else {
      findings.ok("collections", text);
    }
  }
}
