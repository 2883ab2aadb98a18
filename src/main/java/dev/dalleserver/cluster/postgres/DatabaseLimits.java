package dev.dalleserver.cluster.postgres;

import java.time.Duration;

/**
 * How much and how long one process may use the database. Every wait for it is bounded: by {@code
 * acquire} for a connection, by {@code statement} on the server, and by {@code answer} where the
 * server does not answer at all.
 *
 * @param connections the most connections of the pool
 * @param waiters the most threads that may wait for a connection or a statement at once
 * @param connect the longest time to make a connection
 * @param acquire the longest time to wait for a connection of the pool
 * @param statement the longest time of one statement, kept by the server
 * @param answer the longest time without a byte of the server, in whole seconds
 * @param pause how long all calls are refused after the server did not answer
 */
public record DatabaseLimits(
    int connections,
    int waiters,
    Duration connect,
    Duration acquire,
    Duration statement,
    Duration answer,
    Duration pause) {
  /** Returns the limits of a server. */
  public static DatabaseLimits standard() {
    return new DatabaseLimits(
        10,
        64,
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(4),
        Duration.ofSeconds(1));
  }
}
