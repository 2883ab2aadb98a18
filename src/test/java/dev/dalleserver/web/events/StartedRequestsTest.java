package dev.dalleserver.web.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.picture.PictureKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StartedRequestsTest {
  private static final PictureKey KEY =
      PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");
  private static final StartId UNNAMED = new StartId(KEY, false, "a client");
  private static final StartId NAMED = new StartId(KEY, true, "a name");

  private final MovingTime time = new MovingTime();
  private final StartedRequests registry = new StartedRequests(time.clock());
  private int starts;

  private boolean start(StartId id) {
    return registry.startOnce(id, () -> ++starts, started -> true).isPresent();
  }

  @Test
  void a_request_starts_once_and_another_one_starts_too() {
    assertThat(start(UNNAMED)).isTrue();
    assertThat(start(UNNAMED)).isFalse();
    assertThat(start(NAMED)).isTrue();
    assertThat(start(NAMED)).isFalse();
    assertThat(starts).isEqualTo(2);
  }

  @Test
  void a_client_that_reconnects_all_the_time_never_starts_a_second_run() {
    start(UNNAMED);
    for (int i = 0; i < 100; i++) {
      time.pass(StartedRequests.UNNAMED_TTL.minusMillis(1));
      assertThat(start(UNNAMED)).isFalse();
    }
  }

  @Test
  void after_a_minute_of_silence_the_same_request_is_a_new_one() {
    start(UNNAMED);
    time.pass(StartedRequests.UNNAMED_TTL);
    assertThat(start(UNNAMED)).isTrue();
  }

  @Test
  void a_named_request_is_remembered_longer() {
    start(NAMED);
    time.pass(StartedRequests.UNNAMED_TTL.multipliedBy(2));
    assertThat(start(NAMED)).isFalse();
    time.pass(StartedRequests.NAMED_TTL);
    assertThat(start(NAMED)).isTrue();
  }

  @Test
  void the_time_counts_from_the_end_of_the_stream() {
    start(UNNAMED);
    time.pass(Duration.ofHours(1));
    registry.onStreamEnd(UNNAMED);
    time.pass(Duration.ofSeconds(2));
    assertThat(start(UNNAMED)).isFalse();
  }

  @Test
  void a_request_that_is_refused_or_finds_a_picture_may_start_later() {
    assertThatThrownBy(
            () ->
                registry.startOnce(
                    UNNAMED,
                    () -> {
                      throw new IllegalStateException("busy");
                    },
                    started -> true))
        .hasMessage("busy");
    assertThat(registry.startOnce(UNNAMED, () -> 1, started -> false)).contains(1);
    assertThat(start(UNNAMED)).isTrue();
  }

  @Test
  void the_second_of_two_at_once_waits_for_the_first() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (AutoCloseable release = go::countDown) {
      var threads = Executors.newFixedThreadPool(2);
      var first =
          threads.submit(
              () ->
                  registry.startOnce(
                      UNNAMED,
                      () -> {
                        within.countDown();
                        awaitUninterrupted(go);
                        return ++starts;
                      },
                      started -> true));
      assertThat(within.await(10, TimeUnit.SECONDS)).isTrue();
      var second =
          threads.submit(() -> registry.startOnce(UNNAMED, () -> ++starts, started -> true));
      go.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).contains(1);
      assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
      threads.shutdown();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_flood_of_requests_is_forgotten_oldest_first() {
    start(NAMED);
    for (int i = 0; i < 10_000; i++) {
      start(new StartId(KEY, false, "client " + i));
    }
    assertThat(start(new StartId(KEY, false, "client 9999"))).isFalse();
    assertThat(start(NAMED)).isTrue();
  }
}
