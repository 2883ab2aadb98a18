package dev.dalleserver.cluster.catalog;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.picture.SeriesName;
import java.time.Instant;
import java.util.Optional;

/** Series that are brought into a cluster from elsewhere. Nothing is replaced. */
public final class SeriesTransfer {
  private static final Sql PUT =
      new Sql(
          "series_transfer",
          "INSERT INTO series_definition (name, json, modified_at) VALUES (?, ?, ?)"
              + " ON CONFLICT DO NOTHING");

  private static final Sql FIND =
      new Sql("series_transferred", "SELECT json FROM series_definition WHERE name = ?");

  private static final Sql NOTIFY = new Sql("series_notify", "SELECT pg_notify(?, ?)");

  private final Database database;

  public SeriesTransfer(Database database) {
    this.database = database;
  }

  /** Returns the definition that the cluster has. */
  public Optional<byte[]> find(SeriesName name) {
    return database.call(
        FIND.name(), session -> session.first(FIND, row -> row.getBytes(1), name.value()));
  }

  /** Stores a series that the cluster does not have, and tells the nodes. */
  public void put(SeriesName name, byte[] json, Instant modifiedAt) {
    database.transaction(
        PUT.name(),
        session -> {
          session.update(PUT, name.value(), json, modifiedAt);
          return session.first(
              NOTIFY, row -> true, Notices.CHANNEL, PostgresSeriesRepository.NOTICE + name.value());
        });
  }
}
