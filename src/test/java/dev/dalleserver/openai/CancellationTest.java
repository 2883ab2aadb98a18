package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.resilience.ProviderStatus.BreakerState;
import dev.dalleserver.resilience.Sleeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that is told to stop leaves the provider at once, wherever it is. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancellationTest {
  private final Rig rig =
      new Rig(
          settings ->
              TestSettings.withLimits(
                  TestSettings.withTimeouts(
                      settings,
                      new OpenAiSettings.Timeouts(
                          Duration.ofSeconds(5),
                          Duration.ofMinutes(5),
                          Duration.ofMinutes(5),
                          Duration.ofMinutes(5))),
                  3,
                  1));

  @AfterEach
  void close() {
    rig.close();
  }

  private CompletableFuture<CancelledException> run(Cancellation cancellation) {
    return CompletableFuture.supplyAsync(
        () -> catchThrowableOfType(CancelledException.class, () -> rig.paint(cancellation)),
        task -> new Thread(task, "run").start());
  }

  private void stall() {
    rig.always(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  @Test
  void a_call_under_way_is_aborted() throws Exception {
    stall();
    Cancellation cancellation = rig.unhurried();
    CompletableFuture<CancelledException> run = run(cancellation);
    rig.server.takeRequest();
    cancellation.request(Reason.CANCELLED);
    assertThat(run.get(10, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
    assertThat(rig.events).contains("image cancelled");
    assertThat(rig.provider.status().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(rig.provider.status().callsInFlight()).isZero();
  }

  @Test
  void waiting_for_a_turn_is_ended() throws Exception {
    stall();
    Cancellation first = rig.unhurried();
    CompletableFuture<CancelledException> running = run(first);
    rig.server.takeRequest();
    Cancellation second = rig.unhurried();
    CompletableFuture<CancelledException> waiting = run(second);
    second.request(Reason.SHUTDOWN);
    assertThat(waiting.get(10, TimeUnit.SECONDS).reason()).isEqualTo(Reason.SHUTDOWN);
    // Only one call at once: the second never reached the server.
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
    first.request(Reason.SHUTDOWN);
    running.get(10, TimeUnit.SECONDS);
  }

  @Test
  void a_pause_between_attempts_is_ended() throws Exception {
    Cancellation cancellation = new Cancellation(System::nanoTime, Long.MAX_VALUE / 4);
    CompletableFuture<CancelledException> pausing =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(
                    CancelledException.class,
                    () -> Sleeper.REAL.await(Duration.ofHours(1), cancellation)),
            task -> new Thread(task, "pause").start());
    cancellation.request(Reason.CANCELLED);
    assertThat(pausing.get(10, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void an_interrupt_ends_a_pause_and_stays_set() {
    Thread.currentThread().interrupt();
    CancelledException cancelled =
        catchThrowableOfType(
            CancelledException.class,
            () -> Sleeper.REAL.await(Duration.ofHours(1), Cancellation.none()));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cancelled.reason()).isEqualTo(Reason.SHUTDOWN);
  }

  @Test
  void a_run_past_its_deadline_does_not_call_at_all() {
    Cancellation over = new Cancellation(rig.time::nanos, 0);
    CancelledException cancelled =
        catchThrowableOfType(CancelledException.class, () -> rig.paint(over));
    assertThat(cancelled.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(rig.server.getRequestCount()).isZero();
  }
}
