package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.images.Image;
import com.openai.models.images.ImageGenCompletedEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImageGenerateParams.OutputFormat;
import com.openai.models.images.ImageGenerateParams.ResponseFormat;
import com.openai.models.images.ImagesResponse;
import com.openai.models.models.Model;
import dev.dalleserver.OnBothBackends;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official client against this server. */
@Timeout(120)
@OnBothBackends
class OpenAiSdkTest {
  @TempDir Path dataDir;
  private TestServer server;
  private OpenAIClient client;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void start(TestServer.Builder builder) {
    server = builder.start();
    client = client("sk-whatever", 0);
  }

  private OpenAIClient client(String key, int retries) {
    return OpenAIOkHttpClient.builder()
        .baseUrl("http://127.0.0.1:" + server.port() + "/openai/v1")
        .apiKey(key)
        .maxRetries(retries)
        .build();
  }

  private ImagesResponse generate(UnaryOperator<ImageGenerateParams.Builder> more) {
    ImageGenerateParams.Builder params = ImageGenerateParams.builder().prompt("a red fox");
    return client.images().generate(more.apply(params).build());
  }

  private <T extends OpenAIServiceException> T refused(
      Class<T> type, UnaryOperator<ImageGenerateParams.Builder> more) {
    return catchThrowableOfType(type, () -> generate(more));
  }

  @Nested
  class WithThePainterThatIsBuiltIn {
    @BeforeEach
    void begin() {
      start(TestServer.in(dataDir).offline());
    }

    @Test
    void a_picture_comes_as_base64() throws IOException {
      ImagesResponse response = generate(params -> params.size("256x128").model("gpt-image-1"));
      Image image = response.data().orElseThrow().get(0);
      byte[] png = Base64.getDecoder().decode(image.b64Json().orElseThrow());
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(256);
      assertThat(ImageIO.read(new ByteArrayInputStream(png)).getHeight()).isEqualTo(128);
      assertThat(image.url()).isEmpty();
      assertThat(response.created()).isBetween(1_700_000_000L, 4_000_000_000L);
    }

    @Test
    void links_lead_to_the_pictures() throws IOException {
      ImagesResponse response =
          generate(params -> params.size("64x64").n(2).responseFormat(ResponseFormat.URL));
      List<Image> images = response.data().orElseThrow();
      assertThat(images).hasSize(2);
      for (Image image : images) {
        URI url = URI.create(image.url().orElseThrow());
        assertThat(image.b64Json()).isEmpty();
        assertThat(ImageIO.read(url.toURL()).getWidth()).isEqualTo(64);
      }
    }

    @Test
    void a_stream_brings_partial_images_and_the_picture_as_jpeg() throws IOException {
      ImageGenerateParams params =
          ImageGenerateParams.builder()
              .prompt("a red fox")
              .model("gpt-image-1")
              .size("96x64")
              .outputFormat(OutputFormat.JPEG)
              .outputCompression(80)
              .partialImages(2)
              .build();
      List<ImageGenStreamEvent> events = new ArrayList<>();
      try (StreamResponse<ImageGenStreamEvent> stream = client.images().generateStreaming(params)) {
        stream.stream().map(ImageGenStreamEvent::validate).forEach(events::add);
      }
      assertThat(events).hasSize(3);
      assertThat(events.get(0).asGenerationPartialImage().partialImageIndex()).isZero();
      assertThat(events.get(1).asGenerationPartialImage().partialImageIndex()).isEqualTo(1);
      ImageGenCompletedEvent last = events.get(2).asGenerationCompleted();
      assertThat(last.usage().totalTokens()).isZero();
      byte[] jpeg = Base64.getDecoder().decode(last.b64Json());
      assertThat(jpeg).startsWith(0xff, 0xd8);
      assertThat(ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth()).isEqualTo(96);
    }

    @Test
    void an_answer_of_a_usual_size_has_the_form_of_the_protocol() {
      ImagesResponse response =
          generate(params -> params.size("1024x1024").outputFormat(OutputFormat.JPEG)).validate();
      assertThat(response.usage().orElseThrow().inputTokensDetails().textTokens()).isZero();
      assertThat(response.outputFormat()).contains(ImagesResponse.OutputFormat.JPEG);
    }

    @Test
    void models_are_listed_and_found() {
      List<Model> models = client.models().list().data();
      assertThat(models).extracting(Model::id).startsWith("offline-1", "gpt-image-1");
      assertThat(client.models().retrieve("offline-1").ownedBy()).isEqualTo("dalleserver");
      NotFoundException unknown =
          catchThrowableOfType(
              NotFoundException.class, () -> client.models().retrieve("gpt-image-99"));
      assertThat(unknown.code()).contains("model_not_found");
      assertThat(unknown.param()).contains("model");
    }
  }

  @Nested
  class WithAFakePainter {
    @BeforeEach
    void begin() {
      start(TestServer.in(dataDir));
    }

    @Test
    void several_pictures_come_in_order_whole() {
      ImagesResponse response =
          generate(params -> params.n(10).user("me").responseFormat(ResponseFormat.B64_JSON));
      assertThat(response.data().orElseThrow())
          .hasSize(10)
          .allSatisfy(
              image ->
                  assertThat(new String(Base64.getDecoder().decode(image.b64Json().orElseThrow())))
                      .startsWith("painted "));
      assertThat(server.painter().calls()).isEqualTo(10);
    }

    @Test
    void clients_of_the_older_models_get_links() {
      Image image = generate(params -> params.model("dall-e-3")).data().orElseThrow().get(0);
      assertThat(image.url()).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
      "17x17, size",
      "63x64, size",
      "4096x4096, size",
      "big, size",
      "1024, size",
      "0x64, size",
    })
    void a_bad_size_is_told(String size, String param) {
      BadRequestException e = refused(BadRequestException.class, params -> params.size(size));
      assertThat(e.param()).contains(param);
      assertThat(e.type()).contains("invalid_request_error");
      assertThat(e.code()).contains("invalid_request");
      assertThat(e.getMessage()).contains(size);
    }

    @Test
    void an_empty_prompt_is_told() {
      BadRequestException e = refused(BadRequestException.class, params -> params.prompt("  "));
      assertThat(e.param()).contains("prompt");
    }

    @ParameterizedTest
    @CsvSource({"0", "11", "-1", "99999999999"})
    void a_number_out_of_range_is_told(long n) {
      assertThat(refused(BadRequestException.class, params -> params.n(n)).param()).contains("n");
    }

    @Test
    void unknown_forms_are_told() {
      assertThat(
              refused(
                      BadRequestException.class,
                      params -> params.responseFormat(ResponseFormat.of("svg")))
                  .param())
          .contains("response_format");
      assertThat(
              refused(BadRequestException.class, params -> params.outputFormat(OutputFormat.WEBP))
                  .param())
          .contains("output_format");
      generate(params -> params.outputFormat(OutputFormat.PNG));
      assertThat(server.painter().calls()).isEqualTo(1);
    }

    @Test
    void requests_wait_for_their_turn_and_the_client_asks_a_full_line_again_itself() {
      restart("--queue", "2");
      server.painter().hold();
      List<CompletableFuture<ImagesResponse>> three =
          Stream.generate(() -> CompletableFuture.supplyAsync(() -> generate(params -> params)))
              .limit(3)
              .toList();
      Waiting.until(() -> states().equals(List.of("in_progress", "pending", "pending")));
      InternalServerException full = refused(InternalServerException.class, params -> params);
      assertThat(full.statusCode()).isEqualTo(503);
      assertThat(full.code()).contains("server_busy");
      assertThat(full.type()).contains("server_error");
      assertThat(full.headers().values("Retry-After")).containsExactly("10");
      assertThat(full.headers().values("X-Should-Retry")).containsExactly("true");
      server.painter().release();
      assertThat(three).allSatisfy(one -> assertThat(one.join().data()).isPresent());
      assertThat(server.painter().calls()).isEqualTo(3);
    }

    private void restart(String... flags) {
      client.close();
      server.close();
      OpenAiSdkTest.this.start(TestServer.in(dataDir).with(flags));
    }

    private List<String> states() {
      List<String> states = new ArrayList<>();
      server
          .get("/v1/images/generations")
          .json()
          .path("data")
          .path("generations")
          .forEach(batch -> states.add(batch.path("status").asText()));
      return states.stream().sorted().toList();
    }

    @Test
    void what_failed_is_told_and_not_asked_for_again() {
      server.painter().fail(FailureCode.OPENAI_TIMEOUT, "no answer in time");
      client.close();
      client = client("sk-whatever", 5);
      InternalServerException e = refused(InternalServerException.class, params -> params);
      assertThat(e.statusCode()).isEqualTo(504);
      assertThat(e.code()).contains("openai_timeout");
      assertThat(e.getMessage()).contains("no answer in time");
      assertThat(server.painter().calls()).isEqualTo(1);
    }
  }

  @Test
  void a_spent_budget_is_a_spent_quota() {
    start(TestServer.in(dataDir).with("--daily-image-limit", "1"));
    client.close();
    client = client("sk-whatever", 5);
    generate(params -> params);
    RateLimitException e = refused(RateLimitException.class, params -> params);
    assertThat(e.code()).contains("insufficient_quota");
    assertThat(e.type()).contains("insufficient_quota");
    assertThat(e.headers().values("X-Should-Retry")).containsExactly("false");
    assertThat(Long.parseLong(e.headers().values("Retry-After").get(0))).isPositive();
    assertThat(server.painter().calls()).isEqualTo(1);
  }

  @Test
  void the_key_is_the_servers_token() throws IOException {
    Path tokens = Files.writeString(dataDir.resolve("tokens"), "s3cret-Token\n");
    start(TestServer.in(dataDir.resolve("data")).with("--api-token-file", tokens.toString()));
    UnauthorizedException e = refused(UnauthorizedException.class, params -> params);
    assertThat(e.code()).contains("invalid_api_key");
    assertThat(server.painter().calls()).isZero();
    client.close();
    client = client("s3cret-Token", 0);
    assertThat(generate(params -> params).data().map(List::size)).isEqualTo(Optional.of(1));
  }
}
