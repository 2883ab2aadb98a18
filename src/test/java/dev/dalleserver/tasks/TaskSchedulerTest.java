package dev.dalleserver.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskSchedulerTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private final TaskScheduler scheduler = new TaskScheduler("test");

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void a_periodic_task_goes_on_whatever_it_throws() {
    AtomicInteger runs = new AtomicInteger();
    scheduler.scheduleEvery(
        SOON,
        () -> {
          switch (runs.incrementAndGet() % 3) {
            case 0 -> throw new IllegalStateException("meant");
            case 1 -> throw new StackOverflowError("meant");
            default -> throw new OutOfMemoryError("meant: in a test it ends nothing");
          }
        });
    Waiting.until(() -> runs.get() > 10);
  }

  @Test
  void others_go_on_when_one_throws() {
    AtomicInteger runs = new AtomicInteger();
    scheduler.execute(
        () -> {
          throw new AssertionError("meant");
        });
    scheduler.scheduleAfter(
        SOON,
        () -> {
          throw new AssertionError("meant");
        });
    scheduler.scheduleEvery(SOON, runs::incrementAndGet);
    Waiting.until(() -> runs.get() > 3);
  }

  @Test
  void a_cancelled_task_does_not_run() {
    AtomicInteger runs = new AtomicInteger();
    Future<?> task = scheduler.scheduleAfter(Duration.ofMinutes(1), runs::incrementAndGet);
    assertThat(task.cancel(false)).isTrue();
    scheduler.shutdown(Duration.ofSeconds(10));
    assertThat(runs).hasValue(0);
  }

  @Test
  void what_was_handed_over_before_the_shutdown_is_done() {
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      scheduler.execute(runs::incrementAndGet);
    }
    scheduler.shutdown(Duration.ofSeconds(10));
    assertThat(runs).hasValue(100);
  }
}
