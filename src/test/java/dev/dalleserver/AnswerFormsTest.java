package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.painting.image.PngText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packed server against every form of answer of the scriptable provider: the picture is found,
 * or what came instead is named and kept, and no secret of a URL gets anywhere.
 */
class AnswerFormsTest {
  private static final String KEY = "sk-Secret-0123456789abcdefghij-Last";
  private static int next;

  @TempDir private static Path dataDir;
  private static FakeProvider provider;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    provider = new FakeProvider(0, Map.of());
    server =
        ServerProcess.start(
            dataDir,
            Map.of("OPENAI_API_KEY", KEY, "OPENAI_BASE_URL", provider.baseUrl()),
            "--no-enhance",
            // Longer than what is kept in memory of an answer, and no larger than that takes.
            "--image-size",
            "256x256");
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
  }

  private static JsonNode make(String path) {
    return server.client().pollUntilDone(path + "?generate=1").json();
  }

  private static String path() {
    return "/dalle/simple/0x%040x".formatted(++next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data-url",
        "url-safe",
        "no-padding",
        "line-breaks",
        "data-url-as-url",
        "relative-url",
        "images-url",
        "data-object",
        "second-item",
        "image-member",
        "images-array",
        "output-array",
        "artifacts",
        "inline-data",
        "url-in-b64",
        "json-in-text",
        "bare",
        "events",
        "partial-events",
        "partial-type-last",
        "lines",
        "hex",
        "numbers",
        "base64-twice",
        "data-url-odd",
        "data-url-percent",
        "gzip",
        "url-to-json",
        "url-to-page",
        "url-late",
        "url-dead-first",
        "pieces",
        "piece-events",
        "escaped-twice"
      })
  void the_picture_is_found(String form) {
    provider.behave(Map.of("answer", form, "only", "image", "body", "noise"));
    int calls = provider.calls("image");
    JsonNode end = make(path());
    assertThat(end.path("error").asText()).isEmpty();
    assertThat(end.path("dalleDress").path("completed").asBoolean()).isTrue();
    assertThat(provider.calls("image")).as("asked once").isEqualTo(calls + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "avif, AVIF",
    "heic, HEIC",
    "svg, SVG",
    "pdf, PDF",
    "mp4, MP4 video",
    "cut-jpeg, JPEG"
  })
  void what_is_no_picture_is_named_and_kept(String kind, String name) {
    provider.behave(Map.of("picture", kind, "only", "image"));
    String error = make(path()).path("error").asText();
    assertThat(error).contains("(" + name + ", ").contains("kept as set-aside/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "plain.gif", "ycck.jpg", "exif6.jpg", "graya16.png"})
  void pictures_of_other_kinds_are_stored(String file) {
    provider.behave(Map.of("picture", file, "only", "image"));
    assertThat(make(path()).path("error").asText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "no-picture, a task to be polled",
    "cut-base64, was cut",
    "key-in-text, asked with",
    "svg-data-url, have it sent as one of these",
    "long-without-picture, no picture",
    "error-in-success, the painter upstream is gone"
  })
  void an_answer_without_a_picture_is_kept(String form, String words) {
    provider.behave(Map.of("answer", form, "only", "image", "body", "noise"));
    assertThat(make(path()).path("error").asText()).contains(words).contains("kept as set-aside/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"filtered", "painted-over"})
  void a_filter_is_named_and_the_picture_is_asked_for_once(String form) {
    provider.behave(Map.of("answer", form, "only", "image"));
    int calls = provider.calls("image");
    JsonNode end = make(path());
    assertThat(end.path("errorCode").asText()).isEqualTo("OPENAI_ERROR");
    assertThat(provider.calls("image")).isEqualTo(calls + 1);
  }

  @Test
  void no_part_of_a_url_that_has_the_key_gets_anywhere() throws Exception {
    List<String> told = new ArrayList<>();
    for (String form :
        List.of("url-with-key", "url-with-user", "url-with-key-in-path", "key-in-text")) {
      provider.behave(Map.of("answer", form, "only", "image"));
      String path = path();
      told.add(make(path).toString());
      String name = path.substring("/dalle/simple/".length());
      for (String page :
          List.of(
              path,
              path + "/dress",
              "/images",
              "/images/simple/" + name,
              "/files/simple/selector/" + name + ".json",
              "/files/simple/annotated/" + name + ".png",
              "/metrics",
              "/errors",
              "/health")) {
        told.add(server.get(page).text());
      }
      Path png = dataDir.resolve("output/simple/annotated/" + name + ".png");
      if (!form.equals("key-in-text")) {
        assertThat(png).exists();
        told.add(PngText.read(Files.readAllBytes(png)).toString());
      }
    }
    told.add(server.log());
    try (Stream<Path> files = Files.walk(dataDir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        told.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(told).hasSizeGreaterThan(50);
    assertThat(told)
        .allSatisfy(
            text ->
                assertThat(text.toLowerCase(java.util.Locale.ROOT))
                    .doesNotContain(KEY.toLowerCase(java.util.Locale.ROOT), "?key=", "user:"));
  }
}
