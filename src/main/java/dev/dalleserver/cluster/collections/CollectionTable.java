package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.cluster.postgres.Session;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.collections.CollectionControl;
import dev.dalleserver.collections.CollectionFacts;
import dev.dalleserver.collections.CollectionFormat;
import dev.dalleserver.collections.CollectionId;
import dev.dalleserver.collections.CollectionStanding;
import dev.dalleserver.collections.CollectionState;
import dev.dalleserver.collections.CollectionWork;
import dev.dalleserver.collections.MalformedCollectionException;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The statements on the table of collections. */
final class CollectionTable {
  private static final String STANDING =
      "state, reason, epoch, retries, control, states, states_retries, reasons, images_paid,"
          + " version, size";

  private static final Sql VERSIONS =
      new Sql("collection_versions", "SELECT id, version FROM collection");

  private static final Sql WHOLE =
      new Sql(
          "collection_whole",
          "SELECT id, name, series, created_at, workers, addresses, "
              + STANDING
              + " FROM collection WHERE id = ?");

  private static final Sql CHANGED =
      new Sql(
          "collection_changed", "SELECT id, " + STANDING + " FROM collection WHERE id = ANY(?)");

  private static final Sql LOCK =
      new Sql(
          "collection_lock", "SELECT id, " + STANDING + " FROM collection WHERE id = ? FOR UPDATE");

  private static final Sql ALONE =
      new Sql("collection_alone", "SELECT pg_advisory_xact_lock(hashtext('collection'))");

  private static final Sql SIZES =
      new Sql("collection_sizes", "SELECT count(*), coalesce(sum(size), 0) FROM collection");

  private static final Sql INSERT =
      new Sql(
          "collection_insert",
          "INSERT INTO collection (id, name, series, created_at, workers, size, addresses, states,"
              + " reasons, images_paid, state, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT DO NOTHING RETURNING version");

  private static final Sql DECIDE =
      new Sql(
          "collection_decide",
          "UPDATE collection SET state = ?, reason = ?, epoch = ?, retries = ?, control = control +"
              + " 1, version = nextval('collection_version') WHERE id = ? RETURNING version");

  private static final Sql EXTEND =
      new Sql(
          "collection_extend",
          "UPDATE collection SET addresses = ?, size = ?, state = ?, reason = ?, epoch = ?, control"
              + " = control + 1, version = nextval('collection_version') WHERE id = ? RETURNING"
              + " version");

  private static final Sql SAVE =
      new Sql(
          "collection_save",
          "UPDATE collection SET states = ?, states_retries = ?, reasons = ?, images_paid = ?,"
              + " state = CASE WHEN control = ? THEN ? ELSE state END, reason = CASE WHEN control ="
              + " ? THEN ? ELSE reason END, version = nextval('collection_version') WHERE id = ?"
              + " RETURNING state, reason, epoch, retries, control, version, size");

  private static final Sql DELETE =
      new Sql("collection_delete", "DELETE FROM collection WHERE id = ?");

  private static final Sql NOTIFY = new Sql("collection_notify", "SELECT pg_notify(?, ?)");

  private CollectionTable() {}

  /** A row as it was saved: what clients have decided stands in it, whatever was to be saved. */
  record Saved(CollectionControl decided, int size, long control, long version) {}

  /** A whole row. */
  record Whole(CollectionFormat.Listed listed, CollectionRow row) {}

  /** How many there are, and how many addresses they have. */
  record Sizes(int collections, long addresses) {}

  static Map<String, Long> versions(Session session) throws SQLException {
    Map<String, Long> versions = new HashMap<>();
    session.list(VERSIONS, row -> versions.put(row.getString(1), row.getLong(2)));
    return versions;
  }

  /** Reads a row; empty when there is none. */
  static Optional<Whole> whole(Database database, CollectionId id) throws BrokenRowException {
    AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.empty());
    Optional<Optional<Whole>> read =
        database.call(
            WHOLE.name(),
            session ->
                session.first(
                    WHOLE,
                    row -> {
                      try {
                        return Optional.of(whole(id, row));
                      } catch (RuntimeException e) {
                        fault.set(Optional.of(PlainReason.of(e)));
                        return Optional.<Whole>empty();
                      }
                    },
                    id.value()));
    Optional<String> broken = fault.get();
    if (broken != null && broken.isPresent()) {
      throw new BrokenRowException(broken.get());
    }
    return read.flatMap(it -> it);
  }

  private static Whole whole(CollectionId id, ResultSet row) throws SQLException {
    CollectionFacts facts =
        new CollectionFacts(
            id,
            row.getString("name"),
            SeriesName.parse(row.getString("series")),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            Math.max(1, row.getInt("workers")));
    AddressList addresses = new AddressList(row.getBytes("addresses"));
    if (addresses.size() == 0 || addresses.size() != row.getInt("size")) {
      throw new MalformedCollectionException(
          "it has " + addresses.size() + " addresses in place of " + row.getInt("size"));
    }
    return new Whole(new CollectionFormat.Listed(facts, addresses), standing(row));
  }

  /** Returns where those stand that there are, by id. */
  static Map<String, CollectionRow> standings(Session session, List<String> ids)
      throws SQLException {
    Map<String, CollectionRow> rows = new HashMap<>();
    if (!ids.isEmpty()) {
      session.list(CHANGED, row -> rows.put(row.getString("id"), standing(row)), ids);
    }
    return rows;
  }

  static Optional<CollectionRow> lock(Session session, CollectionId id) throws SQLException {
    return session.first(LOCK, CollectionTable::standing, id.value());
  }

  private static CollectionRow standing(ResultSet row) throws SQLException {
    int size = row.getInt("size");
    int retries = row.getInt("retries");
    long control = row.getLong("control");
    long version = row.getLong("version");
    try {
      CollectionStanding standing =
          new CollectionStanding(
              control(row),
              new CollectionWork(
                  row.getLong("images_paid"),
                  CollectionFormat.parseReasons(row.getString("reasons")),
                  row.getBytes("states"),
                  row.getInt("states_retries")));
      standing.requireFor(size);
      return new CollectionRow(standing, size, control, version, "");
    } catch (IOException | RuntimeException e) {
      // As of a file: nothing is known to be made, and what is there is found.
      CollectionControl again =
          new CollectionControl(CollectionState.RUNNING, "", row.getInt("epoch"), retries);
      return new CollectionRow(
          new CollectionStanding(again, CollectionWork.nothing(size, retries)),
          size,
          control,
          version,
          PlainReason.of(e));
    }
  }

  private static CollectionControl control(ResultSet row) throws SQLException, IOException {
    return new CollectionControl(
        CollectionState.valueOf(row.getString("state")),
        CollectionFormat.parseText(row.getString("reason")),
        row.getInt("epoch"),
        row.getInt("retries"));
  }

  /** Counts; until the end of the transaction no other process counts or inserts. */
  static Sizes sizesAlone(Session session) throws SQLException {
    session.first(ALONE, row -> true);
    return session.first(SIZES, row -> new Sizes(row.getInt(1), row.getLong(2))).orElseThrow();
  }

  /** Inserts a row; empty when there is one of that id. */
  static Optional<Long> insert(
      Session session, CollectionFacts facts, AddressList addresses, CollectionStanding now)
      throws SQLException {
    return session.first(
        INSERT,
        row -> row.getLong(1),
        facts.id().value(),
        facts.name(),
        facts.series().value(),
        facts.createdAt(),
        facts.workers(),
        addresses.size(),
        addresses.bytes(),
        now.work().states(),
        reasons(now),
        now.work().imagesPaid(),
        now.control().state(),
        text(now.control().reason()));
  }

  /** Writes what a client has decided; returns the new version. */
  static Optional<Long> decide(Session session, CollectionId id, CollectionControl decided)
      throws SQLException {
    return session.first(
        DECIDE,
        row -> row.getLong(1),
        decided.state(),
        text(decided.reason()),
        decided.epoch(),
        decided.retries(),
        id.value());
  }

  /** Writes more addresses, and what they make of the collection; returns the new version. */
  static Optional<Long> extend(
      Session session, CollectionId id, AddressList longer, CollectionControl extended)
      throws SQLException {
    return session.first(
        EXTEND,
        row -> row.getLong(1),
        longer.bytes(),
        longer.size(),
        extended.state(),
        text(extended.reason()),
        extended.epoch(),
        id.value());
  }

  /**
   * Writes what the worker has done; empty when the row is gone.
   *
   * @param control of the row when the worker last looked
   */
  static Optional<Saved> save(
      Session session, CollectionId id, CollectionStanding now, long control) throws SQLException {
    return session.first(
        SAVE,
        row -> {
          try {
            return new Saved(
                control(row), row.getInt("size"), row.getLong("control"), row.getLong("version"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        now.work().states(),
        now.work().retries(),
        reasons(now),
        now.work().imagesPaid(),
        control,
        now.control().state(),
        control,
        text(now.control().reason()),
        id.value());
  }

  static boolean delete(Session session, CollectionId id) throws SQLException {
    return session.update(DELETE, id.value()) == 1;
  }

  /** Tells all processes that a collection has changed, when the transaction commits. */
  static void announce(Session session, String notice) throws SQLException {
    session.first(NOTIFY, row -> true, Notices.CHANNEL, notice);
  }

  private static String reasons(CollectionStanding now) {
    try {
      return CollectionFormat.writeReasons(now.work().reasons());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String text) {
    try {
      return CollectionFormat.writeText(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
