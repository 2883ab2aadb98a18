package dev.dalleserver.cluster.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

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
      flyway(url, password).migrate();
    } catch (FlywayException e) {
      throw new SchemaException(reason(e, url), e);
    }
  }

  private static Flyway flyway(DatabaseUrl url, String password) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(new DriverSource(url, password))
        .locations("classpath:db")
        .table("schema_version")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .ignoreMigrationPatterns("*:future")
        .validateMigrationNaming(true)
        .load();
  }

  /**
   * What the schema of a database is, compared with that of this jar.
   *
   * @param version empty when there are no tables yet
   * @param pending versions that the next start of a node brings
   * @param newer versions of a newer jar
   * @param failed versions that were begun and not ended
   */
  public record State(
      String version, List<String> pending, List<String> newer, List<String> failed) {}

  /**
   * Looks at the schema and changes nothing.
   *
   * @throws SchemaException when the database cannot be reached
   */
  public static State state(DatabaseUrl url, String password) {
    try {
      MigrationInfoService info = flyway(url, password).info();
      List<String> pending = new ArrayList<>();
      List<String> newer = new ArrayList<>();
      List<String> failed = new ArrayList<>();
      for (MigrationInfo each : info.all()) {
        String version = String.valueOf(each.getVersion());
        switch (each.getState()) {
          case PENDING, OUT_OF_ORDER, ABOVE_TARGET -> pending.add(version);
          case FUTURE_SUCCESS -> newer.add(version);
          case FAILED, FUTURE_FAILED -> failed.add(version);
          default -> {}
        }
      }
      MigrationInfo current = info.current();
      String version = current == null ? "" : String.valueOf(current.getVersion());
      return new State(version, pending, newer, failed);
    } catch (FlywayException e) {
      throw new SchemaException(reason(e, url), e);
    }
  }

  private static String reason(FlywayException failure, DatabaseUrl url) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof SQLException) {
        return DatabaseFault.of(cause, url);
      }
      cause = cause.getCause();
    }
    return "the schema cannot be brought to this version: "
        + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
