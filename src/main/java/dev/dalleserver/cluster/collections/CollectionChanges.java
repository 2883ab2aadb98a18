package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.postgres.Session;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.collections.CollectionControl;
import dev.dalleserver.collections.CollectionDecision;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionStanding;
import java.sql.SQLException;
import java.util.Optional;

/** What clients change of a row, under its lock, whichever process works on it. */
final class CollectionChanges {
  private CollectionChanges() {}

  /** Does what a client has decided; returns the row after it, or empty when there is none. */
  static Optional<CollectionRow> decide(
      Session session, CollectionId id, CollectionDecision decision) throws SQLException {
    Optional<CollectionRow> found = CollectionTable.lock(session, id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CollectionRow row = found.get();
    CollectionControl decided = row.standing().after(decision, row.size());
    if (decided.equals(row.standing().control())) {
      return found;
    }
    Optional<Long> version = CollectionTable.decide(session, id, decided);
    return version.map(
        number ->
            new CollectionRow(
                new CollectionStanding(decided, row.standing().work()),
                row.size(),
                row.control() + 1,
                number,
                row.fault()));
  }

  /**
   * Adds addresses; returns the row after it, or empty when it is gone or has other addresses by
   * now.
   *
   * @param before how many addresses it is to have so far
   */
  static Optional<CollectionRow> extend(
      Session session, CollectionId id, int before, AddressList longer) throws SQLException {
    Optional<CollectionRow> found =
        CollectionTable.lock(session, id).filter(row -> row.size() == before);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CollectionRow row = found.get();
    CollectionControl control = row.standing().control().extended();
    return CollectionTable.extend(session, id, longer, control)
        .map(
            version ->
                new CollectionRow(
                    new CollectionStanding(control, row.standing().work()),
                    longer.size(),
                    row.control() + 1,
                    version,
                    row.fault()));
  }
}
