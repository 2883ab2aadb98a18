package dev.dalleserver.cluster.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells receivers how jobs have ended, at least once: messages are written by the transaction that
 * ends a job, and sent by any process.
 */
public final class Outbox {
  private static final long NANOS_PER_MICRO = 1000;

  /** How many messages one process takes at once. */
  private static final int AT_ONCE = 20;

  private static final Sql REGISTER =
      new Sql(
          "callback_add",
          "INSERT INTO callback (kind, key, receiver) SELECT ?, ?, ? WHERE (SELECT count(*) FROM"
              + " callback WHERE kind = ? AND key = ?) < ? ON CONFLICT DO NOTHING");
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
              + " ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING id, kind, key,"
              + " payload, state, receiver, attempts");
  private static final Sql DONE = new Sql("outbox_done", "DELETE FROM outbox WHERE id = ?");
  private static final Sql LATER =
      new Sql(
          "outbox_later",
          "UPDATE outbox SET due_at = clock_timestamp() + ? * interval '1 microsecond' WHERE id ="
              + " ?");
  private static final Sql WAITING = new Sql("outbox_waiting", "SELECT count(*) FROM outbox");

  private final Database database;
  private final List<String> receivers;

  /** Sends messages. */
  @FunctionalInterface
  public interface Sender {
    /**
     * Sends one message and waits for the answer, for less than a minute.
     *
     * @return after which time to send it again; empty when it has arrived, or never will
     */
    Optional<Duration> send(OutboxMessage message);
  }

  /**
   * Creates an outbox.
   *
   * @param receivers those that are told of every end
   */
  public Outbox(Database database, List<String> receivers) {
    this.database = database;
    this.receivers = List.copyOf(receivers);
  }

  /**
   * Notes that a receiver is to be told of the next end of a key.
   *
   * @param most how many receivers a key may have
   * @return false when it is noted already, or there is no room
   */
  public boolean register(String kind, String key, String receiver, int most) {
    return database.call(
            "callback_add",
            session -> session.update(REGISTER, kind, key, receiver, kind, key, most))
        == 1;
  }

  /** Undoes {@link #register}. */
  public void unregister(String kind, String key, String receiver) {
    database.call("callback_remove", session -> session.update(UNREGISTER, kind, key, receiver));
  }

  /** Writes the messages about a job that the transaction has ended. */
  void write(Session session, long job) throws SQLException {
    session.update(WRITE, job, receivers, job);
  }

  /**
   * Sends what is due and what no other process is sending.
   *
   * @return how many messages were sent
   */
  public int sendDue(Sender sender) {
    List<OutboxMessage> messages =
        database.call("outbox_take", session -> session.list(TAKE, Outbox::read, AT_ONCE));
    for (OutboxMessage message : messages) {
      Optional<Duration> again = sender.send(message);
      if (again.isPresent()) {
        long micros = again.get().toNanos() / NANOS_PER_MICRO;
        database.call("outbox_later", session -> session.update(LATER, micros, message.id()));
      } else {
        database.call("outbox_done", session -> session.update(DONE, message.id()));
      }
    }
    return messages.size();
  }

  /** Returns how many messages have not arrived yet. */
  public int waiting() {
    return database
        .call("outbox_waiting", session -> session.first(WAITING, row -> row.getInt(1)))
        .orElse(0);
  }

  private static OutboxMessage read(ResultSet row) throws SQLException {
    return new OutboxMessage(
        row.getLong("id"),
        row.getString("kind"),
        row.getString("key"),
        row.getString("payload"),
        row.getString("state"),
        row.getString("receiver"),
        row.getInt("attempts"));
  }
}
