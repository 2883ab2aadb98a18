package dev.dalleserver.cluster.collections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.fixtures.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The right to work on collections, when two processes want it in the same moment. */
@Timeout(120)
class WorkerLeaseTest {
  private static final Sql TAKEN =
      new Sql(
          "taken",
          "INSERT INTO collection_worker (name, fence, lease_until) VALUES ('collections', 0,"
              + " clock_timestamp() + interval '1 hour') ON CONFLICT (name) DO UPDATE SET"
              + " lease_until = excluded.lease_until");

  @Test
  void one_that_wants_it_while_another_is_taking_it_does_not_get_it() {
    try (TestDatabase test = TestDatabase.create();
        Database second = test.open("second")) {
      WorkerLease lease = new WorkerLease(second, "second", Duration.ofMinutes(1));
      assertThat(lease.take()).isTrue();
      lease.giveBack();
      CompletableFuture<Boolean> takes =
          test.database()
              .transaction(
                  "take",
                  session -> {
                    session.update(TAKEN);
                    CompletableFuture<Boolean> later = CompletableFuture.supplyAsync(lease::take);
                    Waiting.until(() -> later.isDone() || test.isWaitingForLock());
                    return later;
                  });
      assertThat(takes.join()).isFalse();
      assertThat(lease.isHeld()).isFalse();
    }
  }
}
