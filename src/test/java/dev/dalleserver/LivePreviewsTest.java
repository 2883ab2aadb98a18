package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Previews of providers, from the wire to the clients. */
@Timeout(120)
class LivePreviewsTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String OTHER = "/dalle/simple/0x" + "3b".repeat(20);

  @TempDir Path dataDir;
  private FakeProvider provider;
  private TestServer server;

  private void start(Map<String, String> behaviour, String... flags) throws IOException {
    Map<String, String> ofImages = new HashMap<>(behaviour);
    ofImages.put("only", "image");
    provider = new FakeProvider(0, ofImages);
    server =
        TestServer.in(dataDir)
            .remote(provider.baseUrl())
            .with("--no-enhance", "--failure-hold", "1m")
            .with(flags)
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
    provider.close();
  }

  private JsonNode make(String path) {
    return server.client().pollUntilDone(path + "?generate=1").json();
  }

  @Test
  void partial_pictures_of_a_stream_are_shown_and_the_last_picture_is_stored() throws Exception {
    start(Map.of("stream", "700ms"));
    server.get(PATH + "?generate=1");
    Waiting.until(() -> !server.get(PATH).json().path("previewUrl").asText().isEmpty());
    TestResponse preview = server.get(PATH + "/preview");
    assertThat(preview.status()).isEqualTo(200);
    var shown = ImageIO.read(new ByteArrayInputStream(preview.body()));
    assertThat(shown.getWidth()).as("made small, or large, for all alike").isEqualTo(384);
    JsonNode end = make(PATH);
    assertThat(end.path("error").asText()).isEmpty();
    var stored = ImageIO.read(new ByteArrayInputStream(server.get(PATH).body()));
    assertThat(stored.getWidth()).isGreaterThanOrEqualTo(1024);
    assertThat(provider.calls("image")).isEqualTo(1);
  }

  @Test
  void none_is_asked_for_where_the_operator_wants_none() throws Exception {
    start(Map.of("stream", "50ms", "refuses", "stream"), "--partial-images", "0");
    assertThat(make(PATH).path("error").asText()).isEmpty();
    TestResponse answer =
        server.sendJson(
            "POST",
            "/openai/v1/images/generations",
            "{\"prompt\": \"an owl\", \"stream\": true, \"partial_images\": 3}");
    assertThat(answer.text()).contains("image_generation.completed").doesNotContain("partial");
    assertThat(provider.calls("image")).as("nothing was refused").isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stream", "partial_images"})
  void a_model_that_takes_no_stream_is_asked_once_more_and_never_again(String refused)
      throws Exception {
    start(Map.of("stream", "50ms", "refuses", refused));
    assertThat(make(PATH).path("error").asText()).isEmpty();
    assertThat(provider.calls("image")).isEqualTo(2);
    assertThat(make(OTHER).path("error").asText()).isEmpty();
    assertThat(provider.calls("image")).isEqualTo(3);
  }

  @Test
  void a_stream_without_its_picture_is_the_last_one() throws Exception {
    start(Map.of("answer", "partial-only"));
    assertThat(make(PATH).path("error").asText()).contains("it holds partial pictures only");
    assertThat(provider.calls("image")).as("it may have been paid for").isEqualTo(1);
    provider.behave(Map.of("refuses", "stream", "only", "image"));
    assertThat(make(OTHER).path("error").asText()).isEmpty();
    assertThat(provider.calls("image")).as("no stream was asked for").isEqualTo(2);
  }

  @Test
  void a_refusal_behind_partial_pictures_is_told() throws Exception {
    start(Map.of("answer", "partial-then-error"));
    assertThat(make(PATH).path("error").asText()).contains("rejected while it was painted");
    assertThat(provider.calls("image")).isEqualTo(1);
  }

  @Test
  void clients_of_the_openai_protocol_get_the_partial_pictures_of_the_provider() throws Exception {
    start(Map.of("stream", "50ms"));
    TestResponse answer =
        server.sendJson(
            "POST",
            "/openai/v1/images/generations",
            "{\"prompt\": \"an owl\", \"stream\": true, \"partial_images\": 3, \"size\":"
                + " \"256x256\"}");
    assertThat(answer.text().lines().filter(line -> line.startsWith("event:")))
        .containsExactly(
            "event: image_generation.partial_image",
            "event: image_generation.partial_image",
            "event: image_generation.partial_image",
            "event: image_generation.completed");
    assertThat(answer.text()).contains("\"total_tokens\":1368");
  }
}
