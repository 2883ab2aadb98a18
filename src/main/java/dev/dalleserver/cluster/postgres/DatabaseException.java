package dev.dalleserver.cluster.postgres;

import dev.dalleserver.text.PlainReason;
import java.sql.SQLException;

/** The database has refused a statement for a reason that trying again does not change. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String state;

  DatabaseException(String work, SQLException cause) {
    super(work + ": " + PlainReason.of(cause), cause);
    this.state = String.valueOf(cause.getSQLState());
  }

  /** Returns the five characters of the SQL standard, such as {@code 23505}. */
  public String state() {
    return state;
  }

  /** Returns true when another row has the same key already. */
  public boolean isDuplicate() {
    return state.equals("23505");
  }
}
