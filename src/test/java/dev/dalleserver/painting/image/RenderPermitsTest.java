package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RenderPermitsTest {
  private final AtomicInteger cleaned = new AtomicInteger();
  private final RenderPermits workplaces =
      new RenderPermits(1, cleaned::incrementAndGet, new BoundedDecoder(MemoryBudget.ofThisHeap()));
  private final CountDownLatch leave = new CountDownLatch(1);
  private CompletableFuture<String> sitting;

  @BeforeEach
  void takeTheOnlyPlace() throws InterruptedException {
    CountDownLatch sits = new CountDownLatch(1);
    sitting =
        CompletableFuture.supplyAsync(
            () ->
                done(
                    () -> {
                      sits.countDown();
                      leave.await();
                      return "first";
                    }));
    sits.await();
  }

  @AfterEach
  void leaveIt() {
    leave.countDown();
    assertThat(sitting.join()).isEqualTo("first");
  }

  private <T> T done(RenderPermits.Work<T, Exception> work) {
    try {
      return workplaces.run(work);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void are_given_to_no_more_than_fit() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<?>[] all =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            done(
                                () -> {
                                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                  Thread.yield();
                                  return now.decrementAndGet();
                                })))
            .toArray(CompletableFuture[]::new);
    leave.countDown();

    CompletableFuture.allOf(all).join();
    assertThat(most).hasValue(1);
  }

  @Test
  void are_left_by_work_that_fails() throws Exception {
    leave.countDown();
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  workplaces.run(
                      () -> {
                        throw new IllegalStateException("no");
                      }));
    }
    assertThat(workplaces.<String, Exception>run(() -> "still")).isEqualTo("still");
    assertThat(cleaned).hasValue(5);
  }

  @Test
  void are_not_waited_for_by_work_that_is_called_off() {
    Cancellation cancellation = Cancellation.none();
    CompletableFuture<Throwable> waiting = waitingWith(cancellation);

    cancellation.request(Reason.CANCELLED);

    assertThat(waiting.join())
        .isInstanceOfSatisfying(
            CancelledException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CANCELLED));
  }

  @Test
  void are_not_waited_for_beyond_a_deadline() {
    AtomicLong nanos = new AtomicLong();
    CompletableFuture<Throwable> waiting = waitingWith(new Cancellation(nanos::get, 1_000));

    nanos.set(1_000);

    assertThat(waiting.join())
        .isInstanceOfSatisfying(
            CancelledException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
  }

  private CompletableFuture<Throwable> waitingWith(Cancellation cancellation) {
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(
            () -> {
              asked.incrementAndGet();
              try {
                return workplaces.run(cancellation, () -> new AssertionError("had a place"));
              } catch (CancelledException e) {
                return e;
              }
            });
    Waiting.untilAsserted(() -> assertThat(asked).hasValue(1));
    return failure;
  }

  @Test
  void are_not_waited_for_by_a_thread_that_is_interrupted() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(JobException.class).isThrownBy(() -> workplaces.run(() -> "never"));
    assertThat(Thread.interrupted()).isTrue();

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancelledException.class)
        .isThrownBy(() -> workplaces.run(Cancellation.none(), () -> "never"));
    assertThat(Thread.interrupted()).isTrue();
  }
}
