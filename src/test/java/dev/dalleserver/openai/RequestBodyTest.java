package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests' bodies, compared with the JSON under {@code src/test/resources/openai}. */
class RequestBodyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode stored(String name) throws Exception {
    try (InputStream file = RequestBodyTest.class.getResourceAsStream("/openai/" + name)) {
      return JSON.readTree(file);
    }
  }

  private static Rig rig(String chat, String image, String quality) {
    return new Rig(settings -> TestSettings.withModels(settings, chat, image, quality));
  }

  private static Dress dress(String viewpoint) {
    return Dresses.with(
        Map.of(
            AttributeName.VIEWPOINT,
            viewpoint,
            AttributeName.LIT_STYLE,
            "magical realism,the marvellous told as everyday fact",
            AttributeName.EMOTION,
            "serenity,joy,positive,a quiet and undisturbed gladness"));
  }

  @ParameterizedTest(name = "{0} with quality {1} and {2}")
  @CsvSource({
    "gpt-image-2, auto, portrait, image-gpt-image-2.json",
    "gpt-image-2.5-flare, max, landscape, image-gpt-image-2.5-flare.json",
    "gpt-image-1, high, landscape, image-gpt-image-1.json",
    "gpt-image-1-mini, hd, square, image-gpt-image-1-mini.json",
    "dall-e-3, hd, portrait, image-dall-e-3.json",
    "dall-e-2, hd, landscape, image-dall-e-2.json",
    "my-diffusion, auto, portrait, image-unknown.json"
  })
  void a_picture(String model, String quality, String orientation, String file) throws Exception {
    try (Rig rig = rig("gpt-4.1-mini", model, quality)) {
      rig.answer(Rig.picture());
      rig.provider
          .images()
          .paint(
              PaintRequest.of(dress("from afar,wide," + orientation), new ReceivedName("a-test")),
              ProgressListener.NONE,
              rig.unhurried());
      RecordedRequest request = rig.server.takeRequest();
      assertThat(request.getTarget()).isEqualTo("/v1/images/generations");
      assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
      assertThat(JSON.readTree(request.getBody().utf8())).isEqualTo(stored(file));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4.1-mini, chat-gpt-4.1-mini.json",
    "gpt-5.4-mini, chat-gpt-5.4-mini.json",
    "o4-mini, chat-o4-mini.json"
  })
  void an_enhancement(String model, String file) throws Exception {
    try (Rig rig = rig(model, "gpt-image-2", "auto")) {
      rig.answer(Rig.json("{\"choices\":[{\"message\":{\"content\":\"An otter.\"}}]}"));
      rig.provider.enhancer().enhance(dress("from afar,wide,square"), rig.unhurried());
      RecordedRequest request = rig.server.takeRequest();
      assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
      assertThat(JSON.readTree(request.getBody().utf8())).isEqualTo(stored(file));
    }
  }

  @Test
  void a_free_prompt_gets_exactly_the_size_it_asks_for() throws Exception {
    try (Rig rig = rig("gpt-4.1-mini", "dall-e-3", "auto")) {
      rig.answer(Rig.picture(Pictures.png(1024, 1792)));
      List<ProgressListener.Stage> stages = new ArrayList<>();
      PaintRequest request =
          new PaintRequest(
              "a red fox",
              Optional.empty(),
              7,
              Optional.of(new ImageSize(304, 512)),
              new PaintRequest.Tuning(50, 9, "ddim", "text, blur"),
              new ReceivedName("a-test"));
      PaintedImage image =
          rig.provider
              .images()
              .paint(request, (stage, step, total) -> stages.add(stage), rig.unhurried());
      assertThat(image.size()).isEqualTo(new ImageSize(304, 512));
      assertThat(image.seed()).isEqualTo(7);
      assertThat(image.ignored()).containsExactly("steps", "cfgScale", "sampler");
      assertThat(stages)
          .containsExactly(
              ProgressListener.Stage.LOADING,
              ProgressListener.Stage.DIFFUSION,
              ProgressListener.Stage.DECODING);
      JsonNode body = JSON.readTree(rig.server.takeRequest().getBody().utf8());
      assertThat(body.path("size").asText()).isEqualTo("1024x1792");
      assertThat(body.path("prompt").asText())
          .isEqualTo("a red fox\n\nThe picture must not show: text, blur");
    }
  }

  @Test
  void a_parameter_that_the_model_rejects_is_left_out_from_then_on() throws Exception {
    try (Rig rig = rig("new-model", "new-image-model", "high")) {
      String rejection =
          "{\"error\":{\"message\":\"no\",\"param\":\"PARAM\",\"code\":\"unsupported_value\"}}";
      rig.answer(
          new mockwebserver3.MockResponse.Builder()
              .code(400)
              .body(rejection.replace("PARAM", "response_format"))
              .build(),
          new mockwebserver3.MockResponse.Builder()
              .code(400)
              .body(rejection.replace("PARAM", "quality"))
              .build(),
          Rig.picture(),
          Rig.picture());
      rig.paint();
      rig.paint();
      List<String> bodies = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        bodies.add(rig.server.takeRequest().getBody().utf8());
      }
      assertThat(bodies.get(0)).contains("response_format", "quality");
      assertThat(bodies.get(1)).contains("quality").doesNotContain("response_format");
      assertThat(bodies.subList(2, 4)).noneMatch(body -> body.contains("quality"));
    }
  }

  @Test
  void a_parameter_that_cannot_be_left_out_is_an_error() throws Exception {
    try (Rig rig = rig("new-model", "new-image-model", "high")) {
      rig.answer(
          new mockwebserver3.MockResponse.Builder()
              .code(400)
              .body("{\"error\":{\"param\":\"prompt\",\"code\":\"invalid_value\"}}")
              .build());
      assertThat(org.assertj.core.api.Assertions.catchThrowable(rig::paint))
          .hasMessageContaining("invalid_value");
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void a_prompt_is_cut_where_the_model_stops_reading() {
    assertThat(ImageModel.of("dall-e-2").truncate("🦊".repeat(1_500)))
        .isEqualTo("🦊".repeat(1_000));
    assertThat(ImageModel.of("dall-e-3").truncate("short")).isEqualTo("short");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-2, 1024, 768, 1024x768",
    "gpt-image-2, 512, 512, 1024x1024",
    "gpt-image-2, 2048, 64, 1536x1024",
    "gpt-image-2, 1000, 1000, 1024x1024",
    "gpt-image-1, 2048, 2048, 1024x1024",
    "gpt-image-1, 640, 960, 1024x1536",
    "dall-e-3, 1920, 1080, 1792x1024",
    "dall-e-3, 1100, 1000, 1024x1024",
    "dall-e-2, 256, 256, 256x256",
    "dall-e-2, 264, 264, 512x512",
    "dall-e-2, 1200, 600, 1024x1024"
  })
  void the_nearest_size_is_asked_for(String model, int width, int height, String expected) {
    assertThat(ImageModel.of(model).nearest(new ImageSize(width, height))).hasToString(expected);
  }
}
