package dev.dalleserver.collections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.collections.CollectionHolds.Verdict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures make an address fail, and how long its collection waits after the others. */
class CollectionHoldsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final CollectionHolds holds = new CollectionHolds(nanos::get);
  private final AddressCollection collection = CollectionStoreContract.example(1, 3);
  private final CollectionId id = collection.facts().id();

  private Verdict judge(int position, String code) {
    return holds.judge(collection, position, new FailureReason(code, "refused"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BUDGET_EXHAUSTED",
        "OPENAI_UNAVAILABLE",
        "OPENAI_RATE_LIMIT",
        "FILE_SYSTEM_ERROR"
      })
  void no_address_fails_for_what_has_nothing_to_do_with_it(String code) {
    for (int i = 0; i < 2 * CollectionHolds.MANY; i++) {
      assertThat(judge(0, code)).isEqualTo(Verdict.WAIT);
    }
  }

  @Test
  void an_address_fails_after_three_timeouts_of_its_own() {
    assertThat(judge(0, "OPENAI_TIMEOUT")).isEqualTo(Verdict.WAIT);
    assertThat(judge(0, "OPENAI_TIMEOUT")).isEqualTo(Verdict.WAIT);
    assertThat(judge(1, "OPENAI_TIMEOUT")).isEqualTo(Verdict.WAIT);
    assertThat(judge(0, "OPENAI_TIMEOUT")).isEqualTo(Verdict.FAILED);
  }

  @Test
  void a_server_that_stops_fails_nothing() {
    assertThat(judge(0, "SHUTTING_DOWN")).isEqualTo(Verdict.STOPPING);
  }

  @Test
  void a_collection_waits_longer_each_time_until_something_succeeds() {
    for (int seconds : new int[] {2, 4, 8}) {
      holds.backOff(id);
      nanos.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
      assertThat(holds.isHeld(id)).as("%d s", seconds).isTrue();
      nanos.incrementAndGet();
      assertThat(holds.isHeld(id)).as("%d s", seconds).isFalse();
    }
    holds.backOff(id);
    holds.succeeded(id);
    assertThat(holds.isHeld(id)).isFalse();
    holds.backOff(id);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(holds.isHeld(id)).isFalse();
  }
}
