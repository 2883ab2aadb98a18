package dev.dalleserver.cluster.postgres;

import dev.dalleserver.text.PlainReason;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables of a cluster: the files {@code db/V*.sql}, which say for each table who writes it.
 *
 * <p>Of nodes that start at once one changes the schema and the others wait. A node that meets a
 * newer schema uses it: every version serves the version before it.
 */
public final class Schema {
  private Schema() {}

  /**
   * Brings the schema to the version of this jar, or leaves a newer one as it is.
   *
   * @throws SchemaException when it cannot be changed, or the database cannot be reached
   */
  public static void migrate(DatabaseUrl url, String password) {
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(new DriverSource(url, password))
          .locations("classpath:db")
          .table("schema_version")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .ignoreMigrationPatterns("*:future")
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new SchemaException("the schema cannot be brought to this version: " + reason(e), e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text =
        cause instanceof FlywayException
            ? String.valueOf(cause.getMessage())
            : PlainReason.of(cause);
    return text.lines().findFirst().orElse("");
  }
}
