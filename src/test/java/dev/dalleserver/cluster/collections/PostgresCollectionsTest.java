package dev.dalleserver.cluster.collections;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.collections.CollectionStore;
import dev.dalleserver.collections.CollectionStoreContract;
import dev.dalleserver.fixtures.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Collections as rows, as one process has them. */
class PostgresCollectionsTest extends CollectionStoreContract {
  private static final Sql REFUSE =
      new Sql("refuse", "ALTER TABLE collection ADD CONSTRAINT refuse CHECK (false) NOT VALID");
  private static final Sql ALLOW =
      new Sql("allow", "ALTER TABLE collection DROP CONSTRAINT IF EXISTS refuse");

  private static TestDatabase test;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final AtomicInteger writes = new AtomicInteger();

  @BeforeAll
  static void start() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void stop() {
    test.close();
  }

  @BeforeEach
  void empty() {
    test.database().call("allow", session -> session.update(ALLOW));
    test.empty("collection", "collection_worker");
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    opened.clear();
  }

  @Override
  protected CollectionStore open() {
    Database database = test.open("node", this::observe);
    opened.add(database);
    PostgresCollections store =
        new PostgresCollections(database, "node-" + opened.size(), Duration.ofSeconds(15));
    opened.add(store);
    store.start();
    Waiting.until(store::isWorker);
    return store;
  }

  /** Counts statements but those that a store makes all the time. */
  private void observe(String statement, Duration took, boolean succeeded) {
    if (!statement.equals("collection_versions") && !statement.startsWith("collection_worker")) {
      writes.incrementAndGet();
    }
  }

  @Override
  protected int writes() {
    return writes.get();
  }

  @Override
  protected CollectionStore reopen() throws Exception {
    close();
    return open();
  }

  @Override
  protected void refuseToStore() {
    test.database().call("refuse", session -> session.update(REFUSE));
  }
}
