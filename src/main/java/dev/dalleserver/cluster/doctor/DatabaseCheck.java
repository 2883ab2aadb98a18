package dev.dalleserver.cluster.doctor;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseException;
import dev.dalleserver.cluster.postgres.DatabaseUrl;
import dev.dalleserver.cluster.postgres.Schema;
import dev.dalleserver.cluster.postgres.SchemaException;
import dev.dalleserver.cluster.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether the database is one that nodes can work with. */
final class DatabaseCheck {
  private static final int LEAST_VERSION = 14;

  /** Clocks may differ: only people who compare logs mind. */
  private static final Duration CLOCKS = Duration.ofSeconds(10);

  /** What each node takes: its pool, and the one that listens. */
  private static final int CONNECTIONS = 11;

  private static final Sql FACTS =
      new Sql(
          "doctor_facts",
          "SELECT current_setting('server_version_num')::int / 10000 AS major,"
              + " current_setting('server_version') AS version, current_user AS role,"
              + " pg_is_in_recovery() AS standby,"
              + " current_setting('default_transaction_read_only')::boolean AS read_only, (SELECT"
              + " pg_encoding_to_char(encoding) FROM pg_database WHERE datname ="
              + " current_database()) AS encoding, current_setting('max_connections')::int -"
              + " current_setting('superuser_reserved_connections')::int AS connections,"
              + " (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS millis,"
              + " coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS"
              + " tls");

  private static final Sql EXTENSION =
      new Sql(
          "doctor_extension",
          "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')"
              + " AND to_regclass('picture_words') IS NOT NULL");

  private static final Sql CREATE_EXTENSION =
      new Sql("doctor_create_extension", "CREATE EXTENSION IF NOT EXISTS pg_trgm");

  private static final Sql CREATE_INDEX =
      new Sql(
          "doctor_create_index",
          "CREATE INDEX IF NOT EXISTS picture_words ON picture USING gin (words gin_trgm_ops)");

  private static final Sql FORBIDDEN =
      new Sql(
          "doctor_rights",
          "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
              + " WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')"
              + " AND NOT (has_table_privilege(c.oid, 'SELECT')"
              + " AND has_table_privilege(c.oid, 'INSERT')"
              + " AND has_table_privilege(c.oid, 'UPDATE')"
              + " AND has_table_privilege(c.oid, 'DELETE')) ORDER BY 1");

  private static final Sql ALIVE =
      new Sql(
          "doctor_alive",
          "SELECT count(*) FROM node WHERE seen_at > clock_timestamp() - interval '30 seconds'");

  private final DatabaseUrl url;
  private final String password;
  private final Database database;
  private final Clock clock;
  private final boolean fix;
  private final Findings findings;

  DatabaseCheck(
      DatabaseUrl url,
      String password,
      Database database,
      Clock clock,
      boolean fix,
      Findings findings) {
    this.url = url;
    this.password = password;
    this.database = database;
    this.clock = clock;
    this.fix = fix;
    this.findings = findings;
  }

  private record Facts(
      int major,
      String version,
      String role,
      boolean readOnly,
      String encoding,
      int connections,
      Instant time,
      boolean tls) {
    static Facts read(ResultSet row) throws SQLException {
      return new Facts(
          row.getInt("major"),
          row.getString("version"),
          row.getString("role"),
          row.getBoolean("standby") || row.getBoolean("read_only"),
          row.getString("encoding"),
          row.getInt("connections"),
          Instant.ofEpochMilli(row.getLong("millis")),
          row.getBoolean("tls"));
    }
  }

  /**
   * Examines the database.
   *
   * @return false when its tables cannot be used, so that nothing else can be examined
   */
  boolean examine() {
    Facts facts =
        database.call(FACTS.name(), session -> session.first(FACTS, Facts::read)).orElseThrow();
    findings.ok(
        "database",
        "PostgreSQL "
            + facts.version
            + " at "
            + url.place()
            + " as "
            + facts.role
            + (facts.tls ? ", with TLS" : ", without TLS"));
    examine(facts);
    if (!examineSchema()) {
      return false;
    }
    examineExtension();
    List<String> forbidden =
        database.call(
            FORBIDDEN.name(), session -> session.list(FORBIDDEN, row -> row.getString(1)));
    if (!forbidden.isEmpty()) {
      findings.problem(
          "database",
          facts.role + " may not read and write " + String.join(", ", forbidden),
          "GRANT SELECT, INSERT, UPDATE, DELETE on them, or make the role their owner");
    }
    examineConnections(facts);
    return true;
  }

  private void examine(Facts facts) {
    if (facts.major < LEAST_VERSION) {
      findings.problem("database", "it is older than PostgreSQL " + LEAST_VERSION, "upgrade it");
    }
    if (!"UTF8".equals(facts.encoding)) {
      findings.problem(
          "database",
          "its encoding is " + facts.encoding,
          "words of other languages need one with ENCODING 'UTF8'");
    }
    if (facts.readOnly) {
      findings.problem(
          "database",
          "it is read-only: a standby, perhaps",
          "name the primary, or add target_session_attrs=read-write to the URL");
    }
    Duration difference = Duration.between(facts.time, clock.instant()).abs();
    if (difference.compareTo(CLOCKS) > 0) {
      findings.note(
          "clock",
          "this machine's differs from the database's by "
              + difference.toSeconds()
              + " s; nodes mind nothing, logs are harder to compare");
    }
  }

  private boolean examineSchema() {
    Schema.State state = Schema.state(url, password);
    int unbrought = state.pending().size();
    if (!state.failed().isEmpty()) {
      findings.problem(
          "schema",
          "version " + String.join(", ", state.failed()) + " was begun and not ended",
          "restore the database from a backup");
      return false;
    }
    if (unbrought > 0) {
      findings.problem(
          "schema",
          state.version().isEmpty()
              ? "there are no tables yet"
              : "it is of version " + state.version() + ", older than this jar's",
          "the first start of a node brings them, or --fix");
      if (!fix) {
        return false;
      }
      try {
        Schema.migrate(url, password);
      } catch (SchemaException e) {
        findings.note("schema", String.valueOf(e.getMessage()));
        return false;
      }
      findings.mended("schema", "brought to this jar's version", 1);
      return true;
    }
    findings.ok("schema", "version " + state.version());
    if (!state.newer().isEmpty()) {
      findings.note(
          "schema", "a newer jar has made it; this one works with it, and may know less of it");
    }
    return true;
  }

  private void examineExtension() {
    if (hasExtension()) {
      findings.ok("search", "the gallery's words are indexed");
      return;
    }
    findings.problem(
        "search",
        "without the extension pg_trgm and its index a search reads all pictures",
        "--fix makes them where the role may; else as a superuser: CREATE EXTENSION pg_trgm, and"
            + " --fix");
    if (fix) {
      try {
        database.call(
            CREATE_EXTENSION.name(),
            session -> session.update(CREATE_EXTENSION) + session.update(CREATE_INDEX));
        findings.mended("search", "extension and index are there", 1);
      } catch (DatabaseException e) {
        findings.note("search", "the role may not make them");
      }
    }
  }

  private boolean hasExtension() {
    return database
        .call(EXTENSION.name(), session -> session.first(EXTENSION, row -> row.getBoolean(1)))
        .orElse(false);
  }

  private void examineConnections(Facts facts) {
    long nodes =
        database
            .call(ALIVE.name(), session -> session.first(ALIVE, row -> row.getLong(1)))
            .orElse(0L);
    // One more, for the node that takes the place of another.
    if ((nodes + 1) * CONNECTIONS > facts.connections) {
      findings.note(
          "database",
          nodes
              + " nodes and one more may want "
              + (nodes + 1) * CONNECTIONS
              + " connections, and it has "
              + facts.connections
              + "; raise max_connections, or put a pooler in front");
    }
  }
}
