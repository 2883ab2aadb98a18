package dev.dalleserver.cluster.postgres;

import java.sql.SQLException;
import java.time.LocalDate;

/** Tells which day it is. */
@FunctionalInterface
interface Today {
  /** The day in UTC, by the clock of the database: nodes' clocks may differ. */
  Today OF_DATABASE =
      session ->
          session
              .first(
                  new Sql("today", "SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date"),
                  row -> row.getObject(1, LocalDate.class))
              .orElseThrow();

  LocalDate read(Session session) throws SQLException;
}
