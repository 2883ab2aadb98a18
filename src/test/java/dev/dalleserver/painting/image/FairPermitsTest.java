package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FairPermitsTest {
  private final FairPermits permits = new FairPermits(1);
  private final List<Integer> order = new CopyOnWriteArrayList<>();

  /** Its clock counts how often the waiting thread checks the deadline. */
  private static final class Waiter {
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<Runnable> atNextLook = new AtomicReference<>(() -> {});
    private final Cancellation cancellation = new Cancellation(this::look, 1_000_000);

    Waiter() {
      // The looks at the making of the cancellation do not count.
      looks.set(0);
    }

    private long look() {
      looks.incrementAndGet();
      atNextLook.getAndSet(() -> {}).run();
      return 0;
    }
  }

  private CompletableFuture<Void> waiting(int number, Waiter waiter) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            permits.acquire(waiter.cancellation);
            order.add(number);
            permits.release();
          } catch (InterruptedException | CancelledException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> new Thread(task, "waiting").start());
  }

  @Test
  void are_given_in_the_order_of_asking_however_long_that_takes() throws Exception {
    permits.acquire(Cancellation.none());
    List<Waiter> waiters = new ArrayList<>();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Waiter waiter = new Waiter();
      waiters.add(waiter);
      ends.add(waiting(i, waiter));
      Waiting.untilAsserted(() -> assertThat(waiter.looks).hasValueGreaterThanOrEqualTo(1));
    }
    // While the first one checks its deadline, it keeps its place.
    waiters.get(0).atNextLook.set(permits::release);

    ends.forEach(CompletableFuture::join);
    assertThat(order).containsExactly(0, 1, 2, 3);
  }

  @Test
  void go_on_to_the_next_when_the_first_in_the_queue_is_called_off() throws Exception {
    permits.acquire(Cancellation.none());
    Waiter first = new Waiter();
    CompletableFuture<Void> gone = waiting(0, first);
    Waiting.untilAsserted(() -> assertThat(first.looks).hasValueGreaterThanOrEqualTo(1));
    Waiter second = new Waiter();
    CompletableFuture<Void> stays = waiting(1, second);
    Waiting.untilAsserted(() -> assertThat(second.looks).hasValueGreaterThanOrEqualTo(1));

    first.cancellation.request(Reason.CANCELLED);

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(gone::join)
        .withRootCauseInstanceOf(CancelledException.class);
    permits.release();
    stays.join();
    assertThat(order).containsExactly(1);
    permits.acquire(Cancellation.none());
  }
}
