package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.JobOutcome;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The statements on the job table. Those that a lease permits name its fence, and change nothing
 * when it holds no more; whether it holds is judged by the database's clock.
 */
final class JobTable {
  private static final String FREE =
      "ended_at IS NULL AND (node IS NULL OR lease_until <= clock_timestamp())";

  private static final String HELD =
      "job.fence = ? AND job.ended_at IS NULL AND job.lease_until > clock_timestamp()";

  private static final String MICROS = "clock_timestamp() + ? * interval '1 microsecond'";

  private static final JobOutcome.Cases<String> OUTCOMES = new OutcomeWords();

  /** With the row of a key all earlier ones of it are forgotten. */
  private static final Sql INSERT =
      new Sql(
          "job_insert",
          "WITH added AS (INSERT INTO job (kind, key, payload, idempotency_key) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT DO NOTHING RETURNING id, kind, key), older AS (UPDATE job SET"
              + " acknowledged_at = clock_timestamp() FROM added WHERE job.kind = added.kind AND"
              + " job.key = added.key AND job.ended_at IS NOT NULL AND job.acknowledged_at IS NULL)"
              + " SELECT id, %s(hashtext('job_count ' || kind)) FROM added");

  /** Shared: many submissions at once; see {@link #insert}. */
  private static final Sql INSERT_FREELY =
      new Sql(INSERT.name(), INSERT.text().formatted("pg_advisory_xact_lock_shared"));

  private static final Sql INSERT_ALONE =
      new Sql(INSERT.name(), INSERT.text().formatted("pg_advisory_xact_lock"));

  private static final Sql COUNT =
      new Sql(
          "job_count",
          "SELECT count(*) FILTER (WHERE ended_at IS NULL OR lease_until > clock_timestamp()) AS"
              + " places, count(*) FILTER (WHERE "
              + FREE
              + ") AS waiting FROM job WHERE kind = ? AND (ended_at IS NULL OR holds_place)");
  private static final Sql WRITE_FIRST =
      new Sql("job_write_first", "UPDATE job SET state = ? WHERE id = ?");
  private static final Sql LATEST =
      new Sql(
          "job_latest",
          "SELECT "
              + JobRow.COLUMNS
              + " FROM job WHERE kind = ? AND key = ? ORDER BY id DESC LIMIT 1");
  private static final Sql NAMED =
      new Sql(
          "job_named",
          "SELECT "
              + JobRow.COLUMNS
              + " FROM job WHERE kind = ? AND idempotency_key = ? AND acknowledged_at IS NULL");
  private static final Sql ENDINGS =
      new Sql("job_endings", "SELECT coalesce(max(ending), 0) FROM job WHERE kind = ? AND key = ?");
  private static final Sql KEPT =
      new Sql(
          "job_kept",
          "SELECT "
              + JobRow.COLUMNS
              + " FROM job WHERE kind = ? AND acknowledged_at IS NULL ORDER BY id");
  private static final Sql BY_ID =
      new Sql("job_by_id", "SELECT " + JobRow.COLUMNS + " FROM job WHERE id = ANY(?)");
  private static final Sql CHANGED =
      new Sql(
          "job_changed",
          "SELECT "
              + JobRow.COLUMNS
              + " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) AS shown (id, version, fence)"
              + " JOIN job ON job.id = shown.id WHERE job.version > shown.version OR job.fence >"
              + " shown.fence OR job.ended_at IS NOT NULL");
  private static final Sql ACTIVE =
      new Sql(
          "job_active",
          "SELECT id FROM job WHERE kind = ? AND ended_at IS NULL ORDER BY id LIMIT 10000");
  private static final Sql OF_KIND =
      new Sql(
          "job_of_kind",
          "SELECT "
              + JobRow.COLUMNS
              + " FROM job WHERE id = ANY(?) AND kind = ? AND acknowledged_at IS NULL ORDER BY id");
  private static final Sql LOCK =
      new Sql("job_lock", "SELECT " + JobRow.COLUMNS + " FROM job WHERE id = ? FOR UPDATE");
  private static final Sql LINE =
      new Sql(
          "job_line", "SELECT id FROM job WHERE kind = ? AND " + FREE + " ORDER BY id LIMIT 10000");
  private static final Sql AT_WORK =
      new Sql(
          "job_at_work",
          "SELECT count(*) FROM job WHERE kind = ? AND node = ? AND ended_at IS NULL AND"
              + " lease_until > clock_timestamp()");
  private static final Sql CLAIM =
      new Sql(
          "job_claim",
          "WITH next AS (SELECT id, node FROM job WHERE kind = ? AND "
              + FREE
              + " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) UPDATE job SET node = ?, fence ="
              + " nextval('job_fence'), lease_until = "
              + MICROS
              + ", holds_place = ?, lost = CASE WHEN next.node IS NULL THEN lost ELSE lost ||"
              + " next.node END FROM next WHERE job.id = next.id RETURNING "
              + JobRow.COLUMNS);

  /** Nodes that were seen since are alive, though slow or cut off for a time. */
  private static final Sql DEATHS =
      new Sql(
          "job_deaths",
          "SELECT count(*) FROM job, unnest(job.lost) AS gone WHERE job.id = ? AND NOT EXISTS"
              + " (SELECT 1 FROM node WHERE node.id = gone AND node.seen_at > clock_timestamp() - ?"
              + " * interval '1 microsecond')");

  private static final Sql RENEW =
      new Sql("job_renew", "UPDATE job SET lease_until = " + MICROS + " WHERE " + HELD);
  private static final Sql RENEW_ALL =
      new Sql(
          "job_renew_all",
          "UPDATE job SET lease_until = "
              + MICROS
              + " WHERE fence = ANY(?) AND ended_at IS NULL AND lease_until > clock_timestamp()"
              + " RETURNING fence");
  static final Sql HOLDS = new Sql("job_holds", "SELECT 1 FROM job WHERE " + HELD + " FOR UPDATE");
  private static final Sql WRITE =
      new Sql(
          "job_write",
          "UPDATE job SET state = ?, version = version + 1, changed_at = clock_timestamp() WHERE "
              + HELD
              + " RETURNING version");
  private static final String ENDING =
      " state = ?, outcome = ?, version = version + 1, changed_at ="
          + " clock_timestamp(), ended_at = clock_timestamp(), ending = nextval('job_ending') WHERE"
          + " ";

  /** By its worker, which returns without working on: the place is free with the end. */
  private static final Sql FINISH =
      new Sql(
          "job_finish",
          "UPDATE job SET holds_place = false," + ENDING + HELD + " RETURNING version");

  private static final Sql END =
      new Sql(
          "job_end", "UPDATE job SET" + ENDING + "id = ? AND ended_at IS NULL RETURNING version");
  private static final Sql RETURN =
      new Sql(
          "job_return",
          "UPDATE job SET node = NULL, lease_until = NULL, holds_place = false WHERE fence = ? AND"
              + " ended_at IS NULL");
  private static final Sql RELEASE =
      new Sql("job_release", "UPDATE job SET holds_place = false WHERE id = ? AND fence = ?");
  private static final Sql ACKNOWLEDGE =
      new Sql(
          "job_acknowledge",
          "UPDATE job SET acknowledged_at = clock_timestamp() WHERE id = ? AND ended_at IS NOT NULL"
              + " AND acknowledged_at IS NULL");

  /** Clients are shown an end for seconds, and the process that tells them has a copy. */
  private static final Sql ACKNOWLEDGE_LEFT =
      new Sql(
          "job_acknowledge_left",
          "UPDATE job SET acknowledged_at = clock_timestamp() WHERE kind = ? AND acknowledged_at IS"
              + " NULL AND ended_at < clock_timestamp() - interval '1 hour'");

  private static final Sql PURGE =
      new Sql(
          "job_purge",
          "DELETE FROM job WHERE acknowledged_at < clock_timestamp() - interval '1 hour'");
  private static final Sql NOTIFY = new Sql("notify", "SELECT pg_notify(?, ?)");

  private JobTable() {}

  /** How many places are taken, and how many jobs wait. */
  record Count(int places, int waiting) {}

  /**
   * Inserts a row; empty when another is in its way. After that, until the end of the transaction,
   * no other process inserts one "alone", and none at all when this one is inserted "alone": then a
   * count sees all.
   */
  static Optional<Long> insert(
      Session session,
      String kind,
      String key,
      String payload,
      Optional<String> idempotencyKey,
      boolean alone)
      throws SQLException {
    return session.first(
        alone ? INSERT_ALONE : INSERT_FREELY,
        row -> row.getLong(1),
        kind,
        key,
        payload,
        idempotencyKey.orElse(null));
  }

  static Count count(Session session, String kind) throws SQLException {
    return session
        .first(COUNT, row -> new Count(row.getInt("places"), row.getInt("waiting")), kind)
        .orElseThrow();
  }

  static void writeFirst(Session session, long id, String state) throws SQLException {
    session.update(WRITE_FIRST, state, id);
  }

  static Optional<JobRow> latest(Session session, String kind, String key) throws SQLException {
    return session.first(LATEST, JobRow::read, kind, key);
  }

  static Optional<JobRow> named(Session session, String kind, String idempotencyKey)
      throws SQLException {
    return session.first(NAMED, JobRow::read, kind, idempotencyKey);
  }

  static long endings(Session session, String kind, String key) throws SQLException {
    return session.first(ENDINGS, row -> row.getLong(1), kind, key).orElseThrow();
  }

  static List<JobRow> kept(Session session, String kind) throws SQLException {
    return session.list(KEPT, JobRow::read, kind);
  }

  static List<JobRow> byId(Session session, List<Long> ids) throws SQLException {
    return ids.isEmpty() ? List.of() : session.list(BY_ID, JobRow::read, ids);
  }

  /**
   * What a process shows of a row.
   *
   * @param fence of the lease by which it works on the job; 0 if it does not
   */
  record Shown(long id, long version, long fence) {}

  /** Returns the rows that have changed since or have ended: of many that wait, few do. */
  static List<JobRow> changed(Session session, List<Shown> shown) throws SQLException {
    return shown.isEmpty()
        ? List.of()
        : session.list(
            CHANGED,
            JobRow::read,
            shown.stream().map(Shown::id).toList(),
            shown.stream().map(Shown::version).toList(),
            shown.stream().map(Shown::fence).toList());
  }

  /** Returns the ids of the jobs that wait or are worked on, in the order of their submission. */
  static List<Long> active(Session session, String kind) throws SQLException {
    return session.list(ACTIVE, row -> row.getLong(1), kind);
  }

  /** Returns those of the rows that are of a kind and not acknowledged. */
  static List<JobRow> ofKind(Session session, String kind, List<Long> ids) throws SQLException {
    return ids.isEmpty() ? List.of() : session.list(OF_KIND, JobRow::read, ids, kind);
  }

  static Optional<JobRow> lock(Session session, long id) throws SQLException {
    return session.first(LOCK, JobRow::read, id);
  }

  /** Returns the ids of the jobs that wait, in their order. */
  static List<Long> line(Session session, String kind) throws SQLException {
    return session.list(LINE, row -> row.getLong(1), kind);
  }

  static int atWork(Session session, String kind, String node) throws SQLException {
    return session.first(AT_WORK, row -> row.getInt(1), kind, node).orElseThrow();
  }

  static Optional<JobRow> claim(
      Session session, String kind, String node, Duration lease, boolean holdsPlace)
      throws SQLException {
    return session.first(CLAIM, JobRow::read, kind, node, micros(lease), holdsPlace);
  }

  /**
   * Returns how many nodes have died while they worked on a job.
   *
   * @param silence after which a node that was not seen is dead
   */
  static int deaths(Session session, long id, Duration silence) throws SQLException {
    return session.first(DEATHS, row -> row.getInt(1), id, micros(silence)).orElseThrow();
  }

  static boolean renew(Session session, long fence, Duration lease) throws SQLException {
    return session.update(RENEW, micros(lease), fence) == 1;
  }

  /** Returns the fences whose leases were renewed; the others hold no more. */
  static List<Long> renewAll(Session session, List<Long> fences, Duration lease)
      throws SQLException {
    return session.list(RENEW_ALL, row -> row.getLong(1), micros(lease), fences);
  }

  /** Returns true when a lease holds; it cannot be lost before the transaction ends. */
  static boolean holds(Session session, long fence) throws SQLException {
    return session.first(HOLDS, row -> 1, fence).isPresent();
  }

  /** Writes a state; returns its version, or empty when the lease holds no more. */
  static Optional<Long> write(Session session, long fence, String state) throws SQLException {
    return session.first(WRITE, row -> row.getLong(1), state, fence);
  }

  /** Ends a leased job; returns the version of its last state, or empty when nothing is changed. */
  static Optional<Long> finish(Session session, long fence, String state, JobOutcome outcome)
      throws SQLException {
    return session.first(FINISH, row -> row.getLong(1), state, outcome.match(OUTCOMES), fence);
  }

  /** Ends a job that has not ended; returns as {@link #finish}. */
  static Optional<Long> end(Session session, long id, String state, JobOutcome outcome)
      throws SQLException {
    return session.first(END, row -> row.getLong(1), state, outcome.match(OUTCOMES), id);
  }

  /** Puts a leased job back in line, at its place. */
  static boolean putBack(Session session, long fence) throws SQLException {
    return session.update(RETURN, fence) == 1;
  }

  static void release(Session session, long id, long fence) throws SQLException {
    session.update(RELEASE, id, fence);
  }

  static boolean acknowledge(Session session, long id) throws SQLException {
    return session.update(ACKNOWLEDGE, id) == 1;
  }

  static void acknowledgeLeft(Session session, String kind) throws SQLException {
    session.update(ACKNOWLEDGE_LEFT, kind);
  }

  static void purge(Session session) throws SQLException {
    session.update(PURGE);
  }

  static void notify(Session session, String text) throws SQLException {
    session.first(NOTIFY, row -> 1, Notices.CHANNEL, text);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  /** How a job has ended, for those who read the table. */
  private static final class OutcomeWords implements JobOutcome.Cases<String> {
    @Override
    public String done() {
      return "Done";
    }

    @Override
    public String cancelled() {
      return "Cancelled";
    }

    @Override
    public String timedOut() {
      return "TimedOut";
    }

    @Override
    public String shutDown() {
      return "ShutDown";
    }

    @Override
    public String failed(JobException reason) {
      return "Failed";
    }

    @Override
    public String notStored(IOException fault) {
      return "NotStored";
    }

    @Override
    public String broken(RuntimeException cause) {
      return "Broken";
    }

    @Override
    public String workerDied() {
      return "WorkerDied";
    }
  }
}
