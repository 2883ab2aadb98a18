package dev.dalleserver.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ThreadWatch;
import dev.dalleserver.fixtures.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which runs are worked on, which wait and at which position, and which are refused. */
@Timeout(60)
class WorkerPoolTest {
  private final ThreadWatch watch = new ThreadWatch();
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private WorkerPool pool = pool(1, 10);

  private static WorkerPool pool(int workers, int queue) {
    return new WorkerPool(new JobLimits(workers, queue, Duration.ofMinutes(1)));
  }

  @AfterEach
  void no_thread_is_left() {
    pool.close();
    watch.awaitNoneLeft();
  }

  /** Works until it is released, and records the queue positions that it was told. */
  private final class Held implements WorkerPool.Job {
    private final String name;
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final List<Integer> places = new CopyOnWriteArrayList<>();

    Held(String name) {
      this.name = name;
    }

    @Override
    public void onPositionChanged(int position) {
      places.add(position);
    }

    @Override
    public void run() {
      begun.add(name);
      try {
        letGo.await();
      } catch (InterruptedException e) {
        interrupted.set(true);
      }
    }
  }

  private Held submitted(String name) {
    Held job = new Held(name);
    assertThat(pool.submit(job)).as(name).isTrue();
    return job;
  }

  private Held working(String name) {
    Held job = submitted(name);
    Waiting.until(() -> begun.contains(name));
    return job;
  }

  private void awaitBegun(String... names) {
    Waiting.untilAsserted(() -> assertThat(begun).containsExactly(names));
  }

  @Test
  void as_many_work_at_once_as_there_are_workers() {
    pool.close();
    pool = pool(2, 10);
    Held first = working("first");
    Held second = working("second");
    Held third = submitted("third");
    assertThat(pool.active()).isEqualTo(2);
    assertThat(pool.waiting()).isEqualTo(1);
    assertThat(begun).doesNotContain("third");
    second.letGo.countDown();
    Waiting.until(() -> begun.contains("third"));
    first.letGo.countDown();
    third.letGo.countDown();
    Waiting.until(() -> pool.active() == 0);
  }

  @Test
  void those_who_wait_come_in_the_order_of_their_coming() {
    Held first = working("first");
    List<Held> others = List.of(submitted("second"), submitted("third"), submitted("fourth"));
    first.letGo.countDown();
    others.forEach(job -> job.letGo.countDown());
    awaitBegun("first", "second", "third", "fourth");
  }

  @Test
  void those_who_wait_are_told_their_place_whenever_it_changes() {
    Held first = working("first");
    Held second = submitted("second");
    Held third = submitted("third");
    Held fourth = submitted("fourth");
    first.letGo.countDown();
    Waiting.until(() -> begun.contains("second"));
    Waiting.untilAsserted(() -> assertThat(fourth.places).containsExactly(2));
    assertThat(third.places).containsExactly(1);
    assertThat(second.places).isEmpty();
  }

  @Test
  void who_is_withdrawn_does_not_work_and_those_behind_move_up() {
    Held first = working("first");
    Held second = submitted("second");
    Held third = submitted("third");
    Held fourth = submitted("fourth");
    pool.withdraw(second);
    assertThat(pool.waiting()).isEqualTo(2);
    assertThat(third.places).containsExactly(1);
    assertThat(fourth.places).containsExactly(2);
    third.letGo.countDown();
    fourth.letGo.countDown();
    first.letGo.countDown();
    awaitBegun("first", "third", "fourth");
  }

  @Test
  void who_works_already_or_was_never_there_is_not_withdrawn() {
    Held first = working("first");
    Held second = submitted("second");
    pool.withdraw(first);
    pool.withdraw(new Held("stranger"));
    assertThat(second.places).isEmpty();
    assertThat(first.interrupted).isFalse();
    first.letGo.countDown();
    second.letGo.countDown();
    awaitBegun("first", "second");
  }

  @Test
  void whoever_finds_no_room_to_wait_in_is_turned_away_and_one_who_comes_later_is_not() {
    pool.close();
    pool = pool(1, 2);
    Held first = working("first");
    Held second = submitted("second");
    Held third = submitted("third");
    assertThat(pool.submit(new Held("too many"))).isFalse();
    pool.withdraw(third);
    Held fourth = submitted("fourth");
    assertThat(pool.submit(new Held("too many again"))).isFalse();
    List.of(first, second, fourth).forEach(job -> job.letGo.countDown());
    awaitBegun("first", "second", "fourth");
  }

  @Test
  void without_a_queue_only_those_are_taken_who_can_begin_at_once() {
    pool.close();
    pool = pool(1, 0);
    Held first = working("first");
    assertThat(pool.submit(new Held("second"))).isFalse();
    first.letGo.countDown();
    // The worker has to come back for the next.
    Held third = new Held("third");
    Waiting.until(() -> pool.submit(third));
    third.letGo.countDown();
    awaitBegun("first", "third");
  }

  @Test
  void work_that_breaks_costs_no_worker() {
    for (int i = 0; i < 3; i++) {
      pool.submit(
          new WorkerPool.Job() {
            @Override
            public void onPositionChanged(int position) {}

            @Override
            public void run() {
              begun.add("broken");
              Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
              throw new IllegalStateException("it broke");
            }
          });
    }
    Held last = submitted("last");
    last.letGo.countDown();
    awaitBegun("broken", "broken", "broken", "last");
    Waiting.until(() -> pool.active() == 0);
  }

  @Test
  void at_the_end_work_is_interrupted_what_waits_is_dropped_and_nothing_more_is_taken() {
    Held first = working("first");
    submitted("second");
    pool.close();
    assertThat(first.interrupted).isTrue();
    assertThat(begun).containsExactly("first");
    assertThat(pool.submit(new Held("late"))).isFalse();
    assertThat(pool.waiting()).isZero();
  }
}
