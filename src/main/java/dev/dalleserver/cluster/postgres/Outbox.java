package dev.dalleserver.cluster.postgres;

import dev.dalleserver.webhooks.EndNotice;
import dev.dalleserver.webhooks.SharedEnds;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells receivers how jobs have ended, at least once: messages are written by the transaction that
 * ends a job, and sent by any process.
 */
public final class Outbox implements SharedEnds {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private static final long NANOS_PER_MICRO = 1000;

  /** After so many attempts a message that cannot even be sent is forgotten. */
  private static final int MAX_ATTEMPTS = 60;

  private static final Sql REGISTER =
      new Sql(
          "callback_add",
          "INSERT INTO callback (kind, key, receiver) SELECT ?, ?, ? WHERE (SELECT count(*) FROM"
              + " callback WHERE kind = ? AND key = ?) < ? ON CONFLICT (kind, key, receiver) DO"
              + " UPDATE SET since = clock_timestamp()");
  private static final Sql REGISTERED =
      new Sql(
          "callback_find", "SELECT 1 FROM callback WHERE kind = ? AND key = ? AND receiver = ?");
  private static final Sql UNREGISTER =
      new Sql(
          "callback_remove", "DELETE FROM callback WHERE kind = ? AND key = ? AND receiver = ?");
  private static final Sql WRITE =
      new Sql(
          "outbox_write",
          "WITH asked AS (DELETE FROM callback USING job WHERE job.id = ? AND callback.kind ="
              + " job.kind AND callback.key = job.key RETURNING callback.receiver) INSERT INTO"
              + " outbox (job, kind, key, payload, state, receiver) SELECT job.id, job.kind,"
              + " job.key, job.payload, job.state, told.receiver FROM job, (SELECT receiver FROM"
              + " asked UNION SELECT unnest(?)) AS told WHERE job.id = ?");
  private static final Sql TAKE =
      new Sql(
          "outbox_take",
          "UPDATE outbox SET attempts = attempts + 1, due_at = clock_timestamp() + interval '1"
              + " minute' WHERE id IN (SELECT id FROM outbox WHERE due_at <= clock_timestamp()"
              + " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, job, kind, key,"
              + " payload, state, receiver, attempts, created_at");
  private static final Sql DONE = new Sql("outbox_done", "DELETE FROM outbox WHERE id = ?");
  private static final Sql LATER =
      new Sql(
          "outbox_later",
          "UPDATE outbox SET due_at = clock_timestamp() + ? * interval '1 microsecond' WHERE id ="
              + " ?");

  /** A day is far longer than a request takes from its receiver to its job. */
  private static final Sql PURGE =
      new Sql(
          "callback_purge",
          "DELETE FROM callback WHERE since < clock_timestamp() - interval '1 day' AND NOT EXISTS"
              + " (SELECT 1 FROM job WHERE job.kind = callback.kind AND job.key = callback.key AND"
              + " job.ended_at IS NULL)");

  private static final Sql WAITING = new Sql("outbox_waiting", "SELECT count(*) FROM outbox");

  private final Database database;
  private final List<String> receivers;

  /**
   * Creates an outbox.
   *
   * @param receivers those that are told of every end
   */
  public Outbox(Database database, List<String> receivers) {
    this.database = database;
    this.receivers = List.copyOf(receivers);
  }

  @Override
  public boolean register(String kind, String key, URI receiver, int most) {
    String url = receiver.toString();
    return database.transaction(
        "callback_add",
        session -> {
          session.update(REGISTER, kind, key, url, kind, key, most);
          return session.first(REGISTERED, row -> 1, kind, key, url).isPresent();
        });
  }

  @Override
  public void unregister(String kind, String key, URI receiver) {
    database.call(
        "callback_remove", session -> session.update(UNREGISTER, kind, key, receiver.toString()));
  }

  /** Writes the messages about a job that the transaction has ended. */
  void write(Session session, long job) throws SQLException {
    session.update(WRITE, job, receivers, job);
  }

  /** Forgets receivers whose job was never begun. */
  void purge() {
    database.call("callback_purge", session -> session.update(PURGE));
  }

  @Override
  public boolean sendNext(Sender sender) {
    Optional<Due> due = database.call("outbox_take", session -> session.first(TAKE, Outbox::read));
    if (due.isEmpty()) {
      return false;
    }
    Optional<Duration> again = Optional.empty();
    try {
      again = sender.send(due.get().notice());
    } catch (RuntimeException e) {
      LOG.warn("message={} event=not_sent", due.get().notice().id(), e);
      if (due.get().notice().attempt() < MAX_ATTEMPTS) {
        // It is due again in a minute, for this or another process.
        return true;
      }
    }
    finish(due.get().id(), again);
    return true;
  }

  private void finish(long id, Optional<Duration> again) {
    if (again.isPresent()) {
      long micros = again.get().toNanos() / NANOS_PER_MICRO;
      database.call("outbox_later", session -> session.update(LATER, micros, id));
    } else {
      database.call("outbox_done", session -> session.update(DONE, id));
    }
  }

  /** Returns how many messages have not arrived yet. */
  public int waiting() {
    return database
        .call("outbox_waiting", session -> session.first(WAITING, row -> row.getInt(1)))
        .orElse(0);
  }

  /** A message that this process sends. */
  private record Due(long id, EndNotice notice) {}

  private static Due read(ResultSet row) throws SQLException {
    long id = row.getLong("id");
    return new Due(
        id,
        new EndNotice(
            "msg_" + row.getLong("job") + "_" + id,
            row.getString("kind"),
            row.getString("key"),
            row.getString("payload"),
            row.getString("state"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            URI.create(row.getString("receiver")),
            row.getInt("attempts")));
  }
}
