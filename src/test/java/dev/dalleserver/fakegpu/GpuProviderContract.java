package dev.dalleserver.fakegpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.fakegpu.FakeCard.State;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.gpu.Credentials;
import dev.dalleserver.gpu.GpuProvider;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every provider for a server of one's own does, and the steps of tests of one of them. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class GpuProviderContract {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final String sampler;
  private final String server;
  private final String setting;
  protected GpuRig rig;

  /**
   * @param sampler one that the server has
   * @param server what messages call it
   * @param setting of its URL
   */
  protected GpuProviderContract(String sampler, String server, String setting) {
    this.sampler = sampler;
    this.server = server;
    this.setting = setting;
  }

  /** Opens a provider with its stand-in. */
  protected abstract GpuRig open(Duration limit, Credentials credentials);

  @BeforeEach
  void open() {
    rig = open(LIMIT, Credentials.NONE);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  protected void use(GpuRig other) {
    rig.close();
    rig = other;
  }

  protected PaintRequest request(int steps) {
    return GpuRig.request(steps, sampler);
  }

  protected CompletableFuture<Optional<Exception>> begin(int steps) {
    return rig.begin(request(steps), Cancellation.none());
  }

  /** Waits until the card has done a step of any picture. */
  protected void awaitStep() {
    Waiting.until(() -> rig.server.card().tasks().stream().anyMatch(task -> task.step() > 0));
  }

  protected void awaitStopped() {
    Waiting.until(() -> rig.server.card().tasks().get(0).state() == State.STOPPED);
  }

  protected static void assertCancelled(
      CompletableFuture<Optional<Exception>> run, Cancellation cancellation) throws Exception {
    cancellation.request(Cancellation.Reason.CANCELLED);
    assertThat(run.get(10, TimeUnit.SECONDS)).containsInstanceOf(CancelledException.class);
  }

  /** Makes the server show a fault, and asserts what a picture fails with then. */
  protected JobException assertFails(String fault, FailureCode code, String sentence) {
    rig.server.behave(Map.of("fault", fault));
    JobException failure = catchThrowableOfType(JobException.class, () -> rig.paint(request(2)));
    assertThat(failure).hasMessageContaining(sentence);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.mayHaveCost()).isFalse();
    return failure;
  }

  protected void assertCancellingStopsTheCard(String step, String fault) throws Exception {
    rig.server.behave(Map.of("step", step, "fault", fault));
    Cancellation cancellation = Cancellation.none();
    CompletableFuture<Optional<Exception>> run = rig.begin(request(1000), cancellation);
    awaitStep();
    assertCancelled(run, cancellation);
    awaitStopped();
    assertThat(rig.events).containsExactly("image cancelled");
  }

  @Test
  void pictures_begin_as_seldom_as_the_operator_wants() throws Exception {
    List<Integer> places = new CopyOnWriteArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void onProgress(Stage stage, int step, int totalSteps) {}

          @Override
          public void onWaiting(int position, Duration wait) {
            places.add(position);
          }
        };
    try (GpuProvider paced = rig.paced(1)) {
      paced.images().paint(request(2), listener, Cancellation.none());
      assertThat(places).isEmpty();
      // The second one would begin in a minute, which this run does not have.
      Cancellation hurried = new Cancellation(System::nanoTime, Duration.ofSeconds(10).toNanos());
      assertThatThrownBy(() -> paced.images().paint(request(2), listener, hurried))
          .isInstanceOf(JobException.class);
    }
    assertThat(rig.server.card().tasks()).hasSize(1);
  }

  protected void assertForgottenIsAskedForAgain(Runnable beforeForgetting) throws Exception {
    rig.server.behave(Map.of("step", "50ms"));
    CompletableFuture<Optional<Exception>> run = begin(20);
    awaitStep();
    beforeForgetting.run();
    rig.server.forget();
    assertThat(run.get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(rig.server.card().tasks()).hasSize(1);
  }

  protected void assertInterruptionByAnotherUserIsNamed() throws Exception {
    rig.server.behave(Map.of("step", "100ms"));
    CompletableFuture<Optional<Exception>> run = begin(1000);
    Waiting.until(() -> !rig.steps.isEmpty());
    rig.server.interrupt();
    assertThat(run.get(10, TimeUnit.SECONDS).orElseThrow())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("interrupted at " + server + " by another of its users");
    assertThat(rig.received.files("output")).isEmpty();
  }

  @Test
  public void a_restart_in_the_middle_is_outlasted() throws Exception {
    rig.server.behave(Map.of("step", "100ms"));
    CompletableFuture<Optional<Exception>> run = begin(10);
    awaitStep();
    rig.server.restart();
    assertThat(run.get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(rig.events).contains("image connection").endsWith("image success");
  }

  @Test
  public void a_server_that_is_not_started_is_named_with_its_setting() {
    rig.server.close();
    assertThatThrownBy(() -> rig.paint(request(2)))
        .hasMessageContaining(server + " cannot be reached")
        .hasMessageContaining("start it, or set " + setting);
    assertThat(rig.events).hasSize(4).containsOnly("image connection");
  }
}
