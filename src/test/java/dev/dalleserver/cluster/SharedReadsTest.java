package dev.dalleserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.fixtures.Waiting;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedReadsTest {
  private final SharedReads<String, Integer> reads = new SharedReads<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private int read(CountDownLatch hold) {
    int number = begun.incrementAndGet();
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return number;
  }

  @Test
  void those_who_come_while_one_is_under_way_share_the_next() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    Future<Integer> first = threads.submit(() -> reads.read("a", () -> read(hold)));
    Waiting.until(() -> begun.get() == 1);
    AtomicInteger waiting = new AtomicInteger();
    List<Future<Integer>> others =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    threads.submit(
                        () -> {
                          waiting.incrementAndGet();
                          return reads.read("a", () -> read(hold));
                        }))
            .toList();
    Waiting.until(() -> waiting.get() == 20);
    assertThat(threads.submit(() -> reads.read("b", begun::get)).get())
        .as("another thing is read at once")
        .isEqualTo(1);
    hold.countDown();
    assertThat(first.get()).isEqualTo(1);
    for (Future<Integer> other : others) {
      assertThat(other.get()).as("it was begun after they had come").isGreaterThan(1);
    }
    assertThat(begun.get()).isLessThan(10);
  }

  @Test
  void each_gets_what_was_true_after_it_had_asked() throws Exception {
    AtomicInteger truth = new AtomicInteger();
    try (Together together = new Together(8)) {
      for (int round = 0; round < 500; round++) {
        together.call(
            () -> {
              int before = truth.incrementAndGet();
              assertThat(reads.read("a", truth::get)).isGreaterThanOrEqualTo(before);
              return true;
            });
      }
    }
  }

  @Test
  void a_failure_is_told_to_those_who_share_it_and_the_next_read_goes_on() {
    assertThatThrownBy(
            () ->
                reads.read(
                    "a",
                    () -> {
                      throw new IllegalStateException("away");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("away");
    assertThat(reads.read("a", () -> 7)).isEqualTo(7);
  }
}
