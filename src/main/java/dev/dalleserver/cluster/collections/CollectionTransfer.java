package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionFormat;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionStanding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Collections that are brought into a cluster, or out of it. Nothing is replaced. */
public final class CollectionTransfer {
  private static final Sql IDS = new Sql("collection_ids", "SELECT id FROM collection ORDER BY id");

  private final Database database;

  public CollectionTransfer(Database database) {
    this.database = database;
  }

  /** A collection as it is stored. */
  public record Stored(CollectionFormat.Listed listed, CollectionStanding standing) {}

  /** Returns the ids of all rows, also of those that cannot be read. */
  public List<String> ids() {
    return database.call(IDS.name(), session -> session.list(IDS, row -> row.getString(1)));
  }

  /**
   * Returns a collection of the cluster.
   *
   * @throws IOException with the reason when its row cannot be read
   */
  public Optional<Stored> find(CollectionId id) throws IOException {
    Optional<CollectionTable.Whole> whole;
    try {
      whole = CollectionTable.whole(database, id);
    } catch (BrokenRowException e) {
      throw new IOException(e.getMessage(), e);
    }
    return whole.map(it -> new Stored(it.listed(), settled(it)));
  }

  /** Returns where it stands with what clients have decided and the worker has not done yet. */
  private static CollectionStanding settled(CollectionTable.Whole row) {
    return new AddressCollection(
            row.listed().facts(), row.listed().addresses(), row.row().standing())
        .standing();
  }

  /** Stores a collection that the cluster does not have, and tells the nodes. */
  public void put(CollectionFormat.Listed listed, CollectionStanding standing) {
    database.transaction(
        "collection_transfer",
        session -> {
          Optional<Long> version =
              CollectionTable.insert(session, listed.facts(), listed.addresses(), standing);
          CollectionTable.announce(session, PostgresCollections.NOTICE + "transfer");
          return version;
        });
  }
}
