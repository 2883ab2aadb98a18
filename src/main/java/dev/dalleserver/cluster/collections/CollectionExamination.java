package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionProgress;
import dev.dalleserver.collections.CollectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an operator should know of a cluster's collections. */
public final class CollectionExamination {
  private static final Sql WORKER =
      new Sql(
          "collection_worker_overdue",
          "SELECT coalesce((SELECT extract(epoch FROM clock_timestamp() - lease_until)::bigint FROM"
              + " collection_worker WHERE name = 'collections'), 1000000)");

  private static final Sql MEND =
      new Sql(
          "collection_mend",
          "UPDATE collection SET states = decode(repeat('00', size), 'hex'), states_retries ="
              + " retries, reasons = '[]', reason = '\"\"', state = 'RUNNING', control = control +"
              + " 1, version = nextval('collection_version') WHERE id = ?");

  private final Database database;

  public CollectionExamination(Database database) {
    this.database = database;
  }

  /** A row that cannot be used. */
  public record Broken(String id, String reason) {}

  /**
   * What was found.
   *
   * @param readable collections
   * @param running those of them that are worked on
   * @param waiting addresses of these that wait
   * @param lost rows whose addresses cannot be read: nodes leave them out
   * @param forgotten rows that do not say what is made: nodes look for it
   */
  public record Found(
      int readable, int running, long waiting, List<Broken> lost, List<Broken> forgotten) {}

  /** Reads all rows, one after another. */
  public Found examine() {
    List<Broken> lost = new ArrayList<>();
    List<Broken> forgotten = new ArrayList<>();
    int readable = 0;
    int running = 0;
    long waiting = 0;
    for (String text : new CollectionTransfer(database).ids()) {
      try {
        CollectionId id =
            CollectionId.parse(text)
                .orElseThrow(() -> new BrokenRowException("no collection has such an id"));
        Optional<CollectionTable.Whole> row = CollectionTable.whole(database, id);
        if (row.isPresent()) {
          readable++;
          CollectionProgress progress = progress(row.get());
          boolean works = progress.state() == CollectionState.RUNNING;
          running += works ? 1 : 0;
          waiting += works ? progress.waiting() : 0;
          String fault = row.get().row().fault();
          if (!fault.isEmpty()) {
            forgotten.add(new Broken(text, fault));
          }
        }
      } catch (BrokenRowException e) {
        lost.add(new Broken(text, String.valueOf(e.getMessage())));
      }
    }
    return new Found(readable, running, waiting, lost, forgotten);
  }

  private static CollectionProgress progress(CollectionTable.Whole row) {
    return new AddressCollection(
            row.listed().facts(), row.listed().addresses(), row.row().standing())
        .progress();
  }

  /** Returns how many seconds ago the lease of the node that works has passed; none below 0. */
  public long secondsWithoutWorker() {
    return database
        .call(WORKER.name(), session -> session.first(WORKER, row -> row.getLong(1)))
        .orElse(0L);
  }

  /** Has the nodes find out again what of a collection is made. */
  public void mend(String id) {
    database.call(MEND.name(), session -> session.update(MEND, id));
  }
}
