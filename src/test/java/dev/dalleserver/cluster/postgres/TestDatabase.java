package dev.dalleserver.cluster.postgres;

import dev.dalleserver.fixtures.PostgresServer;
import java.util.List;

/** A fresh database with the cluster's schema, for one test class. */
public final class TestDatabase implements AutoCloseable {
  private static final Sql WAITS =
      new Sql("waits", "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted");

  private final DatabaseUrl url;
  private final Database database;

  private TestDatabase(DatabaseUrl url) {
    this.url = url;
    this.database = open("test");
  }

  /** Creates one on the server that all tests of this process share. */
  public static TestDatabase create() {
    DatabaseUrl url = DatabaseUrl.parse(PostgresServer.shared().newDatabase());
    Schema.migrate(url, "");
    return new TestDatabase(url);
  }

  public DatabaseUrl url() {
    return url;
  }

  /** The same database at another port of this machine, which leads to it. */
  public DatabaseUrl urlAt(int port) {
    String own = ":" + PostgresServer.shared().port() + "/";
    return new DatabaseUrl(
        url.jdbcUrl().replace(own, ":" + port + "/"), url.user(), url.parameters());
  }

  /** The pool that this object closes. */
  public Database database() {
    return database;
  }

  /** Opens another pool, as of another node; the caller closes it. */
  public Database open(String application) {
    return open(application, DatabaseObserver.NONE);
  }

  /** Opens another pool, whose statements are told; the caller closes it. */
  public Database open(String application, DatabaseObserver observer) {
    return Database.open(url, "", application, DatabaseLimits.standard(), observer);
  }

  /** Returns the first column of all rows of a query. */
  List<String> texts(Sql sql) {
    return database.call(sql.name(), session -> session.list(sql, row -> row.getString(1)));
  }

  /** Returns true while a transaction waits for what another has locked. */
  public boolean isWaitingForLock() {
    return database
        .call(WAITS.name(), session -> session.first(WAITS, row -> row.getBoolean(1)))
        .orElseThrow();
  }

  /** Empties tables, for the next test. */
  public void empty(String... tables) {
    Sql sql = new Sql("truncate", "TRUNCATE " + String.join(", ", tables) + " CASCADE");
    database.call("truncate", session -> session.update(sql));
  }

  @Override
  public void close() {
    database.close();
  }
}
