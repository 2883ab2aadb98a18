package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Waiting;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.util.thread.strategy.AdaptiveExecutionStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread handles what a selector has found, with a list in place of the selector. */
@Timeout(60)
class HttpThreadsTest {
  private final MovingTime time = new MovingTime();
  private final HttpThreads threads = new HttpThreads(16, 4, time::nanos);
  private final Queue<Runnable> found = new ConcurrentLinkedQueue<>();
  private final List<Thread> handledBy = new CopyOnWriteArrayList<>();
  private final List<Thread> looks = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final AdaptiveExecutionStrategy selector =
      new AdaptiveExecutionStrategy(this::select, threads);

  private @Nullable Runnable select() {
    threads.returned();
    looks.add(Thread.currentThread());
    return found.poll();
  }

  @BeforeEach
  void start() throws Exception {
    threads.start();
    selector.start();
  }

  @AfterEach
  void stop() throws Exception {
    held.countDown();
    selector.stop();
    threads.stop();
  }

  private void handle() {
    handledBy.add(Thread.currentThread());
  }

  private void handleHeld() {
    handle();
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    threads.execute(selector::produce);
  }

  @Test
  void one_thread_handles_all_that_is_quick() {
    for (int n = 0; n < 1000; n++) {
      found.add(this::handle);
    }
    serve();
    Waiting.until(() -> handledBy.size() == 1000);
    assertThat(handledBy).containsOnly(handledBy.get(0));
  }

  @Test
  void another_thread_takes_the_place_of_one_that_is_held_up() {
    found.add(this::handleHeld);
    found.add(this::handle);
    serve();
    Waiting.until(() -> handledBy.size() == 1);
    time.passMillis(2);
    Waiting.until(() -> handledBy.size() == 2);
    assertThat(handledBy).doesNotHaveDuplicates();
  }

  @Test
  void each_that_is_held_up_is_replaced() {
    for (int n = 1; n <= 5; n++) {
      found.add(this::handleHeld);
    }
    serve();
    for (int n = 1; n <= 5; n++) {
      int held = n;
      Waiting.until(() -> handledBy.size() == held);
      time.passMillis(2);
    }
    assertThat(handledBy).doesNotHaveDuplicates();
  }

  @Test
  void a_thread_that_waits_at_its_selector_is_not_replaced() throws Exception {
    found.add(this::handle);
    serve();
    // The thread has found no more, as one that waits.
    Waiting.until(() -> looks.size() == 2);
    time.passMillis(1000);
    // Handles what another place is left for: the watch has seen both by then.
    AdaptiveExecutionStrategy other = new AdaptiveExecutionStrategy(found::poll, threads);
    other.start();
    found.add(this::handleHeld);
    threads.execute(other::produce);
    Waiting.until(() -> handledBy.size() == 2);
    found.add(this::handle);
    time.passMillis(2);
    Waiting.until(() -> handledBy.size() == 3);
    assertThat(looks).hasSize(2);
  }
}
