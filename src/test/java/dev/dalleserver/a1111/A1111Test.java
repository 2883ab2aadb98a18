package dev.dalleserver.a1111;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fakegpu.FakeCard.State;
import dev.dalleserver.fakegpu.FakeGpuServer;
import dev.dalleserver.fakegpu.GpuProviderContract;
import dev.dalleserver.fakegpu.GpuRig;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.gpu.Credentials;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintedImage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AUTOMATIC1111's web UI, as its {@code modules/api} answers. */
class A1111Test extends GpuProviderContract {
  private static final int STEPS = 12;

  A1111Test() {
    super("euler_a", "AUTOMATIC1111's web UI", "--a1111-base-url");
  }

  @Override
  protected GpuRig open(Duration limit, Credentials credentials) {
    return new GpuRig(FakeGpuServer.a1111(), A1111::create, limit, credentials);
  }

  private boolean interrupted() {
    return rig.server.calls().contains("POST /sdapi/v1/interrupt");
  }

  @Test
  void all_that_a_client_tunes_reaches_the_server() throws Exception {
    PaintedImage image = rig.paint(request(STEPS));
    JsonNode body = new ObjectMapper().readTree(rig.server.bodies().get(0));
    assertThat(body.path("prompt").asText()).isEqualTo("an otter with \"quotes\" and {{seed}}");
    assertThat(body.path("negative_prompt").asText()).isEqualTo("no hats");
    assertThat(body.path("seed").asLong()).isEqualTo(9_007_199_254_740_991L);
    assertThat(body.path("steps").asInt()).isEqualTo(STEPS);
    assertThat(body.path("cfg_scale").asDouble()).isEqualTo(3.5);
    assertThat(body.path("sampler_name").asText()).isEqualTo("Euler a");
    assertThat(body.path("width").asInt()).isEqualTo(96);
    assertThat(body.path("height").asInt()).isEqualTo(64);
    assertThat(image.ignored()).isEmpty();
    assertThat(image.size()).isEqualTo(new ImageSize(96, 64));
    assertThat(image.seed()).isEqualTo(9_007_199_254_740_991L);
    assertThat(rig.provider.images().isPaid()).isFalse();
    assertThat(rig.provider.images().model()).isEqualTo("v1-5-pruned-emaonly");
  }

  @Test
  void a_sampler_that_the_server_lacks_is_left_out_and_named() throws Exception {
    assertThat(rig.paint(GpuRig.request(2, "unheard_of")).ignored()).containsExactly("sampler");
    assertThat(rig.server.bodies().get(0)).doesNotContain("sampler_name");
  }

  @Test
  void steps_and_previews_are_told_while_it_paints() throws Exception {
    rig.server.behave(Map.of("step", "150ms"));
    rig.paint(request(STEPS));
    assertThat(rig.steps).hasSizeGreaterThanOrEqualTo(2).allMatch(it -> it.endsWith("/" + STEPS));
    assertThat(rig.steps.stream().map(it -> Integer.valueOf(it.split("/")[0])))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(rig.previews).isNotEmpty();
    assertThat(rig.previews.get(0)).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void previews_that_are_not_wanted_are_not_asked_for() throws Exception {
    rig.wantedPreviews = 0;
    rig.server.behave(Map.of("step", "150ms"));
    rig.paint(request(STEPS));
    assertThat(rig.steps).isNotEmpty();
    assertThat(rig.previews).isEmpty();
    assertThat(rig.server.calls().stream().filter(it -> it.contains("skip_current_image=false")))
        .isEmpty();
  }

  @Test
  void a_server_without_the_progress_paints_all_the_same() throws Exception {
    rig.server.behave(Map.of("step", "150ms", "fault", "no-progress"));
    rig.paint(request(STEPS));
    assertThat(rig.steps).isEmpty();
    assertThat(rig.server.calls().stream().filter(it -> it.endsWith("/progress"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"''", "old"})
  void a_cancelled_run_ends_the_work_on_the_card(String fault) throws Exception {
    assertCancellingStopsTheCard("100ms", fault);
  }

  @ParameterizedTest
  @CsvSource({"other-user", "'other-user,old'"})
  void the_picture_of_another_user_is_neither_told_nor_interrupted(String fault) throws Exception {
    rig.server.behave(Map.of("step", "50ms", "fault", fault));
    Cancellation cancellation = Cancellation.none();
    CompletableFuture<Optional<Exception>> run = rig.begin(request(STEPS), cancellation);
    Waiting.until(
        () -> rig.server.calls().stream().filter(it -> it.endsWith("/progress")).count() >= 2);
    assertCancelled(run, cancellation);
    assertThat(rig.steps).isEmpty();
    assertThat(rig.previews).isEmpty();
    assertThat(interrupted()).isFalse();
    assertThat(rig.server.card().tasks().get(0).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void a_picture_that_does_not_come_in_time_is_interrupted_and_not_asked_for_again() {
    use(open(Duration.ofMillis(1500), Credentials.of("")));
    rig.server.behave(Map.of("step", "100ms"));
    JobException late = catchThrowableOfType(JobException.class, () -> rig.paint(request(1000)));
    assertThat(late.code()).isEqualTo(FailureCode.OPENAI_TIMEOUT);
    assertThat(late.mayHaveCost()).isFalse();
    assertThat(interrupted()).isTrue();
    assertThat(rig.server.card().tasks()).hasSize(1);
  }

  @Test
  void a_picture_that_another_user_interrupts_is_not_taken_for_a_whole_one() throws Exception {
    assertInterruptionByAnotherUserIsNamed();
  }

  @ParameterizedTest
  @CsvSource({
    "api-off, OPENAI_ERROR, start it with --api",
    "no-model, OPENAI_ERROR, no model is loaded; choose a checkpoint there",
    "oom, OPENAI_ERROR, the graphics card is out of memory",
    "key, OPENAI_ERROR, set --image-server-key-file",
    "html, OPENAI_ERROR, is --a1111-base-url right?",
    "empty, OPENAI_ERROR, finished and sent no picture",
    "text, IMAGE_DOWNLOAD_ERROR, kept as set-aside/",
  })
  void each_failure_names_its_cause_and_remedy(String fault, FailureCode code, String sentence) {
    assertFails(fault, code, sentence);
    assertThat(rig.server.card().tasks()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void user_and_password_are_sent_and_never_told() throws Exception {
    use(open(Duration.ofSeconds(20), Credentials.of("me:secret")));
    rig.server.behave(Map.of("fault", "key"));
    rig.paint(request(2));
    assertThat(rig.provider.describe()).contains(rig.server.baseUrl()).doesNotContain("secret");
    assertThat(Credentials.of("me:secret")).hasToString("(secret)");
  }
}
