package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.fixtures.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimLogTest {
  private TestDatabase test;
  private String database;
  private ClaimLog log;

  @BeforeEach
  void create() {
    test = TestDatabase.create();
    database = test.url().place().replaceFirst(".*/", "");
    log = new ClaimLog(PostgresServer.shared(), database);
  }

  @AfterEach
  void drop() {
    test.close();
  }

  private void submit() {
    execute("INSERT INTO job (kind, key, payload) VALUES ('picture', 'a', '')");
  }

  private void claim(int fence, String lease) {
    execute(
        "UPDATE job SET node = 'node-%d', fence = %1$d, lease_until = clock_timestamp() + interval '%s' WHERE ended_at IS NULL"
            .formatted(fence, lease));
  }

  private void execute(String sql) {
    PostgresServer.shared().execute(database, sql);
  }

  @Test
  void a_key_that_is_claimed_while_a_lease_holds_is_named() {
    submit();
    claim(1, "0 s");
    // Renewed by a statement that does not look whether it holds.
    execute("UPDATE job SET lease_until = clock_timestamp() + interval '10 s'");
    claim(2, "10 s");
    assertThat(log.overlapping()).contains("picture a 1 node-1", "2 node-2");
    assertThat(log.figures()).isEqualTo("2 claims of 1 keys, worked on twice at once 1");
  }

  @Test
  void leases_that_follow_one_another_do_not_overlap() {
    submit();
    claim(1, "0 s");
    claim(2, "10 s");
    execute("UPDATE job SET node = NULL, lease_until = NULL");
    claim(3, "10 s");
    execute("UPDATE job SET ended_at = clock_timestamp()");
    submit();
    claim(4, "10 s");
    assertThat(log.overlapping()).isEmpty();
    assertThat(log.figures()).isEqualTo("4 claims of 1 keys, worked on twice at once 0");
  }
}
