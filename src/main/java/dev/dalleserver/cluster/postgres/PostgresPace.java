package dev.dalleserver.cluster.postgres;

import java.time.Duration;

/** The pace that the processes of a cluster keep together, by the database's clock. */
public final class PostgresPace {
  private static final Duration LEAST_WAIT = Duration.ofMillis(1);
  private static final long NANOS_PER_MICRO = 1000;

  private static final Sql OPEN =
      new Sql("pace_open", "INSERT INTO pace (name) VALUES (?) ON CONFLICT DO NOTHING");
  private static final Sql TAKE =
      new Sql(
          "pace_take",
          "UPDATE pace SET taken_at = clock_timestamp() WHERE name = ? AND taken_at <="
              + " clock_timestamp() - ? * interval '1 microsecond'");
  private static final Sql LEFT =
      new Sql(
          "pace_left",
          "SELECT (extract(epoch FROM taken_at - clock_timestamp()) * 1000000)::bigint FROM pace"
              + " WHERE name = ?");

  private final Database database;
  private final String name;

  /**
   * Creates the pace of that name; nothing is read yet.
   *
   * @param name the same in all processes
   */
  public PostgresPace(Database database, String name) {
    this.database = database;
    this.name = name;
  }

  /**
   * Takes the next place, unless one was taken less than an interval ago. A database that does not
   * answer gives none.
   *
   * @return zero when it was taken; else when it makes sense to ask again
   */
  public Duration take(Duration interval) {
    long micros = interval.toNanos() / NANOS_PER_MICRO;
    try {
      return database.transaction(
          "pace_take",
          session -> {
            session.update(OPEN, name);
            if (session.update(TAKE, name, micros) > 0) {
              return Duration.ZERO;
            }
            long left = micros + session.first(LEFT, row -> row.getLong(1), name).orElse(0L);
            Duration wait = Duration.ofNanos(left * NANOS_PER_MICRO);
            return wait.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : wait;
          });
    } catch (DatabaseUnavailableException e) {
      return e.retryAfter();
    }
  }
}
