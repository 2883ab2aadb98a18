package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseUnavailableException;
import dev.dalleserver.cluster.postgres.LeaseLostException;
import dev.dalleserver.cluster.postgres.Session;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.WriteFence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The rows that say which object of the bucket is the present content of each artifact. Methods
 * throw {@link DatabaseUnavailableException} when the database does not answer, and those that
 * change a row {@link LeaseLostException}.
 */
public final class ArtifactRows {
  private static final String COLUMNS = "path, object, hash, size, modified_nanos, version";

  private static final String NOW =
      "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint * 1000";

  private static final Sql FIND =
      new Sql("artifact_find", "SELECT " + COLUMNS + " FROM artifact WHERE path = ?");

  private static final Sql FIND_ALL =
      new Sql("artifact_find_all", "SELECT " + COLUMNS + " FROM artifact WHERE path = ANY(?)");

  private static final Sql NOTE =
      new Sql(
          "object_note",
          "INSERT INTO unused_object (object) VALUES (?) ON CONFLICT (object)"
              + " DO UPDATE SET since = excluded.since WHERE NOT unused_object.removing");

  private static final Sql IS_NAMED =
      new Sql("object_is_named", "SELECT 1 FROM artifact WHERE object = ? LIMIT 1");

  private static final String REPLACING =
      " ON CONFLICT (path) DO UPDATE SET object = excluded.object, hash = excluded.hash, size ="
          + " excluded.size, modified_nanos = excluded.modified_nanos, version = excluded.version"
          + " RETURNING "
          + COLUMNS;

  private static final Sql REPLACE =
      new Sql(
          "artifact_replace",
          "INSERT INTO artifact ("
              + COLUMNS
              + ") VALUES (?, ?, ?, ?, coalesce(?::bigint, "
              + NOW
              + "), nextval('artifact_version'))"
              + REPLACING);

  /**
   * Uses the note of the object and does {@link #REPLACE}; does nothing without a note, and nothing
   * when the writer's lease does not hold.
   */
  private static final Sql USE_AND_REPLACE =
      new Sql(
          "artifact_replace",
          "WITH lease AS ("
              + WriteFence.HOLDS
              + "), used AS (DELETE FROM unused_object WHERE object = ? AND NOT removing"
              + " AND (?::bigint IS NULL OR EXISTS (SELECT FROM lease)) RETURNING 1)"
              + " INSERT INTO artifact ("
              + COLUMNS
              + ") SELECT ?, ?, ?, ?::bigint, coalesce(?::bigint, "
              + NOW
              + "), nextval('artifact_version') FROM used"
              + REPLACING);

  private static final Sql SET_TIME =
      new Sql(
          "artifact_set_time",
          "UPDATE artifact SET modified_nanos = ?, version = nextval('artifact_version')"
              + " WHERE path = ?");

  private static final Sql DELETE =
      new Sql("artifact_delete", "DELETE FROM artifact WHERE path = ?");

  private static final Sql DELETE_VERSION =
      new Sql("artifact_delete_version", "DELETE FROM artifact WHERE path = ? AND version = ?");

  private static final Sql MOVE =
      new Sql(
          "artifact_move",
          "UPDATE artifact SET path = ? WHERE path = ? AND version = ?"
              + " AND NOT EXISTS (SELECT FROM artifact WHERE path = ?)");

  private static final Sql PATHS =
      new Sql(
          "artifact_paths", "SELECT path FROM artifact WHERE path >= ? AND path < ? ORDER BY path");

  private static final Sql ENDING =
      new Sql(
          "artifact_set_aside",
          "SELECT "
              + COLUMNS
              + " FROM artifact WHERE path >= 'set-aside/' AND path < 'set-aside0'"
              + " AND substr(path, strpos(substr(path, 11), '/') + 11) = ?"
              + " ORDER BY split_part(path, '/', 2)::bigint DESC LIMIT ?");

  private static final Sql DELETE_SCOPE =
      new Sql("artifact_delete_scope", "DELETE FROM artifact WHERE path >= ? AND path < ?");

  private static final Sql OLDER =
      new Sql(
          "artifact_older",
          "SELECT "
              + COLUMNS
              + " FROM artifact WHERE path >= ? AND path < ? AND modified_nanos < "
              + NOW
              + " - ?");

  private static final Sql FORGET_NAMED =
      new Sql(
          "object_forget_named",
          "DELETE FROM unused_object WHERE since < now() - make_interval(secs => ?)"
              + " AND NOT removing"
              + " AND EXISTS (SELECT FROM artifact a WHERE a.object = unused_object.object)");

  private static final Sql BEGIN_REMOVAL =
      new Sql(
          "object_begin_removal",
          "UPDATE unused_object SET removing = true, since = now() WHERE object IN (SELECT u.object"
              + " FROM unused_object u WHERE u.since < now() - make_interval(secs => ?)"
              + " AND NOT EXISTS (SELECT FROM artifact a WHERE a.object = u.object)"
              + " ORDER BY u.since LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING object");

  private static final Sql END_REMOVAL =
      new Sql("object_end_removal", "DELETE FROM unused_object WHERE object = ANY(?) AND removing");

  private final Database database;
  private final WriteFence fence;

  /**
   * @param fence asked before each change
   */
  public ArtifactRows(Database database, WriteFence fence) {
    this.database = database;
    this.fence = fence;
  }

  static ArtifactRow row(ResultSet result) throws SQLException {
    return new ArtifactRow(
        result.getString(1),
        result.getString(2),
        result.getString(3),
        result.getLong(4),
        result.getLong(5),
        result.getLong(6));
  }

  /** Returns the row of an artifact as it is now. */
  public Optional<ArtifactRow> find(String path) {
    return database.call(FIND.name(), session -> session.first(FIND, ArtifactRows::row, path));
  }

  /** Returns the rows of those artifacts that are stored, as they are at one moment. */
  public List<ArtifactRow> findAll(List<String> paths) {
    return database.call(
        FIND_ALL.name(), session -> session.list(FIND_ALL, ArtifactRows::row, paths));
  }

  /**
   * Notes an object that is about to be put, so that it is removed some day if no row comes to name
   * it.
   *
   * @return false when an object of that name is being removed: it must not be put
   */
  public boolean note(String object) {
    return database.call(NOTE.name(), session -> session.update(NOTE, object)) > 0;
  }

  /**
   * Makes an object that was noted and put the content of an artifact.
   *
   * @param nanos when the artifact counts as last written; null for now
   * @return empty when the note is gone, so that the object may be gone too: to be noted and put
   *     again
   */
  public Optional<ArtifactRow> replace(
      String path, String object, String hash, long size, @Nullable Long nanos)
      throws LeaseLostException {
    AtomicBoolean holds = new AtomicBoolean(true);
    Optional<ArtifactRow> replaced =
        database.transaction(
            REPLACE.name(),
            session -> {
              Optional<ArtifactRow> used = use(session, path, object, hash, size, nanos);
              holds.set(used.isPresent() || fence.holds(session));
              // Another writer of the same content may have used the note, and named the object.
              return used.isEmpty() && holds.get() && isNamed(session, object)
                  ? session.first(REPLACE, ArtifactRows::row, path, object, hash, size, nanos)
                  : used;
            });
    require(holds);
    return replaced;
  }

  private Optional<ArtifactRow> use(
      Session session, String path, String object, String hash, long size, @Nullable Long nanos)
      throws SQLException {
    Long lease = fence.lease();
    return session.first(
        USE_AND_REPLACE, ArtifactRows::row, lease, object, lease, path, object, hash, size, nanos);
  }

  private static boolean isNamed(Session session, String object) throws SQLException {
    return session.first(IS_NAMED, it -> true, object).isPresent();
  }

  private static void require(AtomicBoolean holds) throws LeaseLostException {
    if (!holds.get()) {
      throw new LeaseLostException();
    }
  }

  /** Keeps a received picture, whatever has become of the lease: it is paid for. */
  public Optional<ArtifactRow> keep(String path, String object, String hash, long size)
      throws LeaseLostException {
    return new ArtifactRows(database, WriteFence.NONE).replace(path, object, hash, size, null);
  }

  /** Sets the time at which an artifact was last written; returns false when there is none. */
  public boolean setModified(String path, long nanos) throws LeaseLostException {
    return change(SET_TIME, nanos, path) > 0;
  }

  /** Deletes an artifact; returns false when there was none. */
  public boolean delete(String path) throws LeaseLostException {
    return change(DELETE, path) > 0;
  }

  /** Deletes an artifact unless it has changed; returns false when it has. */
  public boolean delete(ArtifactRow row) throws LeaseLostException {
    return change(DELETE_VERSION, row.path(), row.version()) > 0;
  }

  /** Gives an artifact another path unless it has changed; returns false when it has. */
  public boolean move(ArtifactRow row, String target) throws LeaseLostException {
    return change(MOVE, target, row.path(), row.version(), target) > 0;
  }

  private int change(Sql sql, Object... parameters) throws LeaseLostException {
    AtomicBoolean holds = new AtomicBoolean();
    int changed =
        database.transaction(
            sql.name(),
            session -> {
              holds.set(fence.holds(session));
              return holds.get() ? session.update(sql, parameters) : 0;
            });
    require(holds);
    return changed;
  }

  /** Returns the paths in a folder and below, sorted. */
  public List<String> paths(String folder) {
    return database.call(
        PATHS.name(),
        session -> session.list(PATHS, row -> row.getString(1), folder + "/", folder + "0"));
  }

  /** Deletes all artifacts in a folder and below; returns false when there were none. */
  public boolean deleteFolder(String folder) throws LeaseLostException {
    return change(DELETE_SCOPE, folder + "/", folder + "0") > 0;
  }

  /** Returns what was set aside of the artifact with that path, the last one first. */
  public List<ArtifactRow> setAside(String path, int most) {
    return database.call(
        ENDING.name(), session -> session.list(ENDING, ArtifactRows::row, path, most));
  }

  /** Returns the artifacts in a folder that were last written longer ago than {@code age}. */
  public List<ArtifactRow> older(String folder, Duration age) {
    return database.call(
        OLDER.name(),
        session ->
            session.list(OLDER, ArtifactRows::row, folder + "/", folder + "0", age.toNanos()));
  }

  /**
   * Begins to remove objects that no row names: they are not written again from now on.
   *
   * @param age for how long no row has named them
   */
  public List<String> beginRemoval(Duration age, int most) {
    long seconds = age.toSeconds();
    database.call(FORGET_NAMED.name(), session -> session.update(FORGET_NAMED, (double) seconds));
    return database.call(
        BEGIN_REMOVAL.name(),
        session -> session.list(BEGIN_REMOVAL, row -> row.getString(1), (double) seconds, most));
  }

  /** Forgets objects that were removed. */
  public void endRemoval(List<String> objects) {
    database.call(END_REMOVAL.name(), session -> session.update(END_REMOVAL, objects));
  }
}
