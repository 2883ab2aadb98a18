package dev.dalleserver.cluster.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection during one transaction. Used by one thread, and not kept after it.
 *
 * <p>Parameters are texts, numbers, booleans, bytes, {@link Instant}s, lists of texts or of longs
 * (as arrays), enums (as their names) and null.
 */
public final class Session {
  private static final String AND_TRANSACTION_ID =
      "; SELECT coalesce(pg_current_xact_id_if_assigned()::text, '')";

  private final Connection connection;
  private final DatabaseObserver observer;
  private final boolean inTransaction;
  private String transactionId = "";

  /**
   * Creates a session.
   *
   * @param inTransaction whether statements are done together, so that the transaction's ID is read
   *     with the first that writes
   */
  Session(Connection connection, DatabaseObserver observer, boolean inTransaction) {
    this.connection = connection;
    this.observer = observer;
    this.inTransaction = inTransaction;
  }

  /**
   * Returns the ID that the database has given the transaction, empty while nothing was written.
   */
  String transactionId() {
    return transactionId;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface Row<T> {
    /** Returns what the present row means. */
    T read(ResultSet result) throws SQLException;
  }

  /** Returns all rows, in the order of the result. */
  public <T> List<T> list(Sql sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
    return timed(
        sql,
        parameters,
        statement -> {
          try (ResultSet result = statement.getResultSet()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
              rows.add(row.read(result));
            }
            return rows;
          }
        });
  }

  /** Returns the first row. */
  public <T> Optional<T> first(Sql sql, Row<T> row, @Nullable Object... parameters)
      throws SQLException {
    return timed(
        sql,
        parameters,
        statement -> {
          try (ResultSet result = statement.getResultSet()) {
            return result.next() ? Optional.of(row.read(result)) : Optional.empty();
          }
        });
  }

  /**
   * Changes rows.
   *
   * @return how many
   */
  public int update(Sql sql, @Nullable Object... parameters) throws SQLException {
    return timed(sql, parameters, PreparedStatement::getUpdateCount);
  }

  @FunctionalInterface
  private interface Outcome<T> {
    T read(PreparedStatement done) throws SQLException;
  }

  private <T> T timed(Sql sql, @Nullable Object[] parameters, Outcome<T> outcome)
      throws SQLException {
    // In one round trip with the statement; a transaction has no ID before it writes.
    boolean asksForId = inTransaction && transactionId.isEmpty();
    String text = asksForId ? sql.text() + AND_TRANSACTION_ID : sql.text();
    long start = System.nanoTime();
    boolean succeeded = false;
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      for (int i = 0; i < parameters.length; i++) {
        bind(statement, i + 1, parameters[i]);
      }
      statement.execute();
      T result = outcome.read(statement);
      if (asksForId) {
        transactionId = nextText(statement);
      }
      succeeded = true;
      return result;
    } finally {
      observer.statement(sql.name(), Duration.ofNanos(System.nanoTime() - start), succeeded);
    }
  }

  private static String nextText(PreparedStatement statement) throws SQLException {
    statement.getMoreResults();
    try (ResultSet result = statement.getResultSet()) {
      result.next();
      return result.getString(1);
    }
  }

  private void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value instanceof Instant instant) {
      statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
    } else if (value instanceof Enum<?> constant) {
      statement.setString(index, constant.name());
    } else if (value instanceof List<?> list) {
      String type = !list.isEmpty() && list.get(0) instanceof Long ? "bigint" : "text";
      statement.setArray(index, connection.createArrayOf(type, list.toArray()));
    } else {
      statement.setObject(index, value);
    }
  }
}
