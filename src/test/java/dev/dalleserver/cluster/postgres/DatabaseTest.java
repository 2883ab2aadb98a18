package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.Waiting;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private static final Sql ONE = new Sql("one", "SELECT 1");
  private static final Sql INSERT =
      new Sql(
          "node_insert",
          "INSERT INTO node (id, name, version, words_hash, painter_version)"
              + " VALUES (?, '', '', '', '')");
  private static final Sql COUNT = new Sql("node_count", "SELECT count(*) FROM node WHERE id = ?");

  private static TestDatabase test;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
  }

  @AfterAll
  static void close() {
    test.close();
  }

  private long count(String name) {
    return test.database()
        .call("count", session -> session.first(COUNT, row -> row.getLong(1), name))
        .orElseThrow();
  }

  @Test
  void a_transaction_that_throws_leaves_nothing() {
    assertThatThrownBy(
            () ->
                test.database()
                    .transaction(
                        "fails",
                        session -> {
                          session.update(INSERT, "gone");
                          throw new IllegalStateException("by the work");
                        }))
        .hasMessage("by the work");
    assertThat(count("gone")).isZero();
  }

  @Test
  void transactions_that_meet_are_done_again_until_all_have_succeeded() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    Runnable once =
        () -> {
          try {
            test.database()
                .serializable(
                    "meet",
                    session -> {
                      attempts.incrementAndGet();
                      long seen = session.first(COUNT, row -> row.getLong(1), "met").orElseThrow();
                      return seen > 0 ? 0 : session.update(INSERT, "met");
                    });
          } catch (RuntimeException e) {
            failures.add(e);
          }
        };
    List<Thread> threads = List.of(new Thread(once), new Thread(once));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(count("met")).isEqualTo(1);
  }

  @Test
  void a_statement_that_is_refused_is_not_taken_for_an_absent_database() {
    test.database().call("insert", session -> session.update(INSERT, "twice"));
    assertThatThrownBy(
            () -> test.database().call("insert", session -> session.update(INSERT, "twice")))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.isDuplicate()).isTrue());
    assertThat(test.database().isAway()).isFalse();
  }

  @Test
  void a_slow_statement_is_ended_by_the_server_and_the_database_is_used_again_after_a_pause() {
    Sql slow = new Sql("slow", "SELECT pg_sleep(60)");
    assertThatThrownBy(() -> test.database().call("slow", session -> session.first(slow, row -> 1)))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasRootCauseInstanceOf(SQLException.class);
    assertThat(test.database().isAway()).isTrue();
    assertThatThrownBy(() -> test.database().call("one", session -> session.first(ONE, row -> 1)))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasNoCause();
    Waiting.until(
        () -> {
          try {
            return test.database().call("one", s -> s.first(ONE, row -> 1)).isPresent();
          } catch (DatabaseUnavailableException e) {
            return false;
          }
        });
    assertThat(test.database().isAway()).isFalse();
  }
}
