package dev.dalleserver.comfyui;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ComfyUI, as its {@code server.py} and {@code execution.py} answer. */
class ComfyUiTest extends GpuProviderContract {
  ComfyUiTest() {
    super("euler_a", "ComfyUI", "--comfyui-base-url");
  }

  @Override
  protected GpuRig open(Duration limit, Credentials credentials) {
    return open(Graphs.whole(), limit, credentials);
  }

  private static GpuRig open(String graph, Duration limit, Credentials credentials) {
    return new GpuRig(
        FakeGpuServer.comfyUi(),
        (settings, parts) -> ComfyUi.create(settings, graph, parts),
        limit,
        credentials);
  }

  @Test
  void all_that_a_client_tunes_gets_its_place_in_the_graph() throws Exception {
    PaintedImage image = rig.paint(request(4));
    JsonNode graph = new ObjectMapper().readTree(rig.server.bodies().get(0)).path("prompt");
    JsonNode sampling = graph.path("3").path("inputs");
    assertThat(sampling.path("seed").isIntegralNumber()).isTrue();
    assertThat(sampling.path("seed").asLong()).isEqualTo(9_007_199_254_740_991L);
    assertThat(sampling.path("steps").asInt()).isEqualTo(4);
    assertThat(sampling.path("cfg").asDouble()).isEqualTo(3.5);
    assertThat(sampling.path("sampler_name").asText()).isEqualTo("euler_ancestral");
    assertThat(sampling.path("model").path(0).asText()).isEqualTo("4");
    assertThat(graph.path("5").path("inputs").path("width").asInt()).isEqualTo(96);
    // What a client writes in braces stays: it is not searched again.
    assertThat(graph.path("6").path("inputs").path("text").asText())
        .isEqualTo("masterpiece, an otter with \"quotes\" and {{seed}}, seed 9007199254740991");
    assertThat(graph.path("7").path("inputs").path("text").asText()).isEqualTo("no hats");
    assertThat(image.ignored()).isEmpty();
    assertThat(image.size()).isEqualTo(new ImageSize(96, 64));
    assertThat(rig.provider.images().model()).isEqualTo("v1-5.safetensors");
    assertThat(rig.provider.images().isPaid()).isFalse();
  }

  @Test
  void what_the_graph_has_no_place_for_is_named_and_the_size_is_right_all_the_same()
      throws Exception {
    use(open(Graphs.small(), Duration.ofSeconds(20), Credentials.NONE));
    PaintedImage image = rig.paint(request(4));
    assertThat(image.ignored())
        .containsExactlyInAnyOrder("steps", "cfgScale", "sampler", "negativePrompt");
    assertThat(image.size()).isEqualTo(new ImageSize(96, 64));
  }

  @Test
  void a_sampler_that_the_server_lacks_becomes_its_first_and_is_named() throws Exception {
    assertThat(rig.paint(GpuRig.request(2, "unheard_of")).ignored()).containsExactly("sampler");
    assertThat(rig.server.bodies().get(0)).contains("\"sampler_name\":\"euler\"");
  }

  @Test
  void every_step_and_preview_comes_over_the_web_socket() throws Exception {
    rig.paint(request(8));
    assertThat(rig.steps)
        .isEqualTo(IntStream.rangeClosed(1, 8).mapToObj(step -> step + "/8").toList());
    assertThat(rig.previews).hasSize(8);
    assertThat(rig.previews.get(0)).startsWith(0x89, 'P', 'N', 'G');
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-socket", "lose-socket"})
  void without_its_web_socket_the_history_is_asked(String fault) throws Exception {
    rig.server.behave(Map.of("fault", fault));
    rig.paint(request(4));
    assertThat(rig.server.calls()).anyMatch(call -> call.startsWith("GET /history/"));
    assertThat(rig.server.card().tasks()).hasSize(1);
  }

  @Test
  void a_web_socket_that_says_nothing_is_not_relied_on() throws Exception {
    rig.server.behave(Map.of("fault", "silent-socket"));
    rig.paint(request(4));
    assertThat(rig.steps).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"''", "old", "no-socket"})
  void a_cancelled_run_ends_the_work_on_the_card(String fault) throws Exception {
    assertCancellingStopsTheCard("50ms", fault);
  }

  @Test
  void a_picture_is_stopped_also_when_the_answer_with_its_id_has_not_come() throws Exception {
    assertCancellingStopsTheCard("50ms", "old,slow-answer");
  }

  @Test
  void a_picture_that_the_server_has_forgotten_is_asked_for_again() throws Exception {
    assertForgottenIsAskedForAgain(() -> rig.server.behave(Map.of("fault", "silent-socket")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"other-user", "other-user,old"})
  void a_picture_that_waits_is_taken_out_of_the_queue_and_no_other_is_interrupted(String fault)
      throws Exception {
    rig.server.behave(Map.of("fault", fault));
    Cancellation cancellation = Cancellation.none();
    CompletableFuture<Optional<Exception>> run = rig.begin(request(1000), cancellation);
    Waiting.until(() -> rig.server.card().tasks().size() == 2);
    assertCancelled(run, cancellation);
    assertThat(rig.server.card().tasks().get(1).state()).isEqualTo(State.STOPPED);
    assertThat(rig.server.card().tasks().get(0).state()).isEqualTo(State.RUNNING);
    assertThat(rig.server.calls()).doesNotContain("POST /interrupt");
  }

  @Test
  void a_picture_that_does_not_come_in_time_is_stopped() {
    use(open(Duration.ofMillis(1200), Credentials.NONE));
    rig.server.behave(Map.of("step", "100ms"));
    JobException late = catchThrowableOfType(JobException.class, () -> rig.paint(request(1000)));
    assertThat(late.code()).isEqualTo(FailureCode.OPENAI_TIMEOUT);
    assertThat(late).hasMessageContaining("of 1000").hasMessageContaining("--image-timeout");
    awaitStopped();
  }

  @Test
  void a_picture_that_another_user_interrupts_fails_with_that() throws Exception {
    assertInterruptionByAnotherUserIsNamed();
  }

  @ParameterizedTest
  @CsvSource({
    "node-error, OPENAI_ERROR, node 4 (CheckpointLoaderSimple) failed: ERROR: Could not detect",
    "oom, OPENAI_ERROR, node 3 (KSampler) failed: Allocation on device",
    "'node-error,silent-socket', OPENAI_ERROR, node 4 (CheckpointLoaderSimple) failed",
    "refused-node, OPENAI_ERROR, refuses node 4 (CheckpointLoaderSimple): Value not in list",
    "empty, OPENAI_ERROR, needs a SaveImage node",
    "api-off, OPENAI_ERROR, set --comfyui-base-url",
    "html, OPENAI_ERROR, is --comfyui-base-url right?",
    "key, OPENAI_ERROR, set --image-server-key-file",
    "text, IMAGE_DOWNLOAD_ERROR, kept as set-aside/",
  })
  void each_failure_names_its_cause_and_remedy(String fault, FailureCode code, String sentence) {
    JobException failure = assertFails(fault, code, sentence);
    assertThat(failure.getMessage()).doesNotContain("/home/me");
    assertThat(rig.events).hasSize(1);
  }

  @Test
  void two_pictures_at_once_are_not_mixed_up() throws Exception {
    List<CompletableFuture<Optional<Exception>>> runs = List.of(begin(5), begin(7));
    for (CompletableFuture<Optional<Exception>> run : runs) {
      assertThat(run.get(20, TimeUnit.SECONDS)).isEmpty();
    }
    assertThat(rig.steps).hasSize(12).contains("5/5", "7/7");
  }
}
