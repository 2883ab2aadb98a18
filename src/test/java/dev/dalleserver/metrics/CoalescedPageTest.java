package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CoalescedPageTest {
  private static byte[] text(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static long number(byte[] page) {
    return Long.parseLong(new String(page, StandardCharsets.US_ASCII));
  }

  @Test
  void is_written_anew_for_who_asks_later() {
    AtomicInteger written = new AtomicInteger();
    CoalescedPage page = new CoalescedPage(() -> text(written.incrementAndGet()));
    assertThat(number(page.get())).isEqualTo(1);
    assertThat(number(page.get())).isEqualTo(2);
  }

  @Test
  void is_written_once_for_all_who_ask_while_another_is_written() throws Exception {
    AtomicInteger written = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CoalescedPage page =
        new CoalescedPage(
            () -> {
              begun.countDown();
              awaitQuietly(goOn);
              return text(written.incrementAndGet());
            });
    ExecutorService askers = Executors.newCachedThreadPool();
    try {
      Future<byte[]> first = askers.submit(page::get);
      begun.await();
      List<Future<byte[]>> others = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        CountDownLatch running = new CountDownLatch(1);
        others.add(
            askers.submit(
                () -> {
                  synchronized (threads) {
                    threads.add(Thread.currentThread());
                  }
                  running.countDown();
                  return page.get();
                }));
        running.await();
      }
      // All of them wait for the thread that writes the page.
      for (Thread thread : threads) {
        while (thread.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
      }
      goOn.countDown();
      assertThat(number(first.get())).isEqualTo(1);
      for (Future<byte[]> other : others) {
        assertThat(number(other.get())).as("begun after they asked").isEqualTo(2);
      }
      assertThat(written).hasValue(2);
    } finally {
      goOn.countDown();
      askers.shutdownNow();
    }
  }

  @Test
  void has_all_that_had_happened_when_it_was_asked_for() throws Exception {
    AtomicLong happened = new AtomicLong();
    CoalescedPage page = new CoalescedPage(() -> text(happened.get()));
    ExecutorService askers = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            askers.submit(
                () -> {
                  for (int n = 0; n < 20_000; n++) {
                    long mine = happened.incrementAndGet();
                    assertThat(number(page.get())).isGreaterThanOrEqualTo(mine);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      askers.shutdownNow();
    }
  }

  @Test
  void one_that_cannot_be_written_is_tried_again() {
    AtomicInteger tries = new AtomicInteger();
    CoalescedPage page =
        new CoalescedPage(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not now");
              }
              return text(tries.get());
            });
    assertThatIllegalStateException().isThrownBy(page::get);
    assertThat(number(page.get())).isEqualTo(2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
