package dev.dalleserver.sdcpp;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintedImage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** stable-diffusion.cpp's server, as its {@code routes_sdcpp.cpp} answers. */
class SdCppTest extends GpuProviderContract {
  SdCppTest() {
    super("euler", "stable-diffusion.cpp's server", "--sdcpp-base-url");
  }

  @Override
  protected GpuRig open(Duration limit, Credentials credentials) {
    return new GpuRig(FakeGpuServer.sdCpp(), SdCpp::create, limit, credentials);
  }

  @Test
  void all_that_a_client_tunes_reaches_the_server() throws Exception {
    PaintedImage image = rig.paint(GpuRig.request(4, "k_euler_ancestral"));
    JsonNode body = new ObjectMapper().readTree(rig.server.bodies().get(0));
    JsonNode sampling = body.path("sample_params");
    assertThat(body.path("prompt").asText()).isEqualTo("an otter with \"quotes\" and {{seed}}");
    assertThat(body.path("negative_prompt").asText()).isEqualTo("no hats");
    assertThat(body.path("seed").asLong()).isEqualTo(9_007_199_254_740_991L);
    assertThat(body.path("width").asInt()).isEqualTo(96);
    assertThat(body.path("height").asInt()).isEqualTo(64);
    assertThat(sampling.path("sample_steps").asInt()).isEqualTo(4);
    assertThat(sampling.path("sample_method").asText()).isEqualTo("euler_a");
    assertThat(sampling.path("guidance").path("txt_cfg").asDouble()).isEqualTo(3.5);
    assertThat(image.ignored()).isEmpty();
    assertThat(image.size()).isEqualTo(new ImageSize(96, 64));
    assertThat(rig.provider.images().model()).isEqualTo("turbo");
    assertThat(rig.provider.images().isPaid()).isFalse();
  }

  @Test
  void a_sampler_that_the_server_lacks_is_left_out_and_named() throws Exception {
    assertThat(rig.paint(GpuRig.request(2, "unheard_of")).ignored()).containsExactly("sampler");
    assertThat(rig.server.bodies().get(0)).doesNotContain("sample_method");
  }

  @Test
  void a_cancelled_picture_that_waits_is_taken_back() throws Exception {
    rig.server.behave(Map.of("step", "100ms"));
    CompletableFuture<Optional<Exception>> first = begin(10);
    Waiting.until(() -> rig.server.card().tasks().size() == 1);
    Cancellation cancellation = Cancellation.none();
    CompletableFuture<Optional<Exception>> second = rig.begin(request(10), cancellation);
    Waiting.until(() -> rig.server.card().tasks().size() == 2);
    assertCancelled(second, cancellation);
    assertThat(rig.server.card().tasks().get(1).state()).isEqualTo(State.STOPPED);
    assertThat(first.get(10, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void a_picture_that_the_server_has_forgotten_is_asked_for_again() throws Exception {
    assertForgottenIsAskedForAgain(() -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "api-off, OPENAI_ERROR, it has no /sdcpp/v1; use a newer version",
    "oom, OPENAI_ERROR, failed: generate_image returned no results; its log says more",
    "html, OPENAI_ERROR, is --sdcpp-base-url right?",
    "key, OPENAI_ERROR, set --image-server-key-file",
    "busy, OPENAI_RATE_LIMIT, answered 429: job queue is full",
    "empty, OPENAI_ERROR, finished and sent no picture",
    "text, IMAGE_DOWNLOAD_ERROR, kept as set-aside/",
  })
  void each_failure_names_its_cause_and_remedy(String fault, FailureCode code, String sentence) {
    assertFails(fault, code, sentence);
  }
}
