package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that few servers give: the picture is found, or the sentence told, and none is paid
 * twice.
 */
class RareAnswersTest {
  private static final byte[] PNG = Pictures.png(48, 32);
  private static final String BASE64 = encoded(PNG);
  private static final String HEX = HexFormat.of().formatHex(PNG);
  private static final String DATA_URL = "data:image/png;base64," + BASE64;

  private final Rig rig = new Rig();
  private final AtomicInteger paid = new AtomicInteger();

  @AfterEach
  void close() {
    rig.close();
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String data(String member, String text) {
    return "{\"created\":1,\"data\":[{\"" + member + "\":\"" + text + "\"}]}";
  }

  private static String numbers(boolean signed, boolean named) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < PNG.length; i++) {
      text.append(i == 0 ? "" : ",").append(named ? "\"" + i + "\":" : "");
      text.append(signed ? PNG[i] : PNG[i] & 0xff);
    }
    return named ? "{" + text + "}" : "[" + text + "]";
  }

  /** Answers image calls with a body, and what is below it by path. */
  private void serve(int status, byte[] body, Map<String, Function<Integer, MockResponse>> files) {
    Map<String, AtomicInteger> asked = new java.util.concurrent.ConcurrentHashMap<>();
    rig.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = String.valueOf(request.getTarget());
            Function<Integer, MockResponse> file = files.get(path);
            if (file != null) {
              return file.apply(
                  asked.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet());
            }
            paid.incrementAndGet();
            return new MockResponse.Builder().code(status).body(new Buffer().write(body)).build();
          }
        });
  }

  private void serve(String body, Map<String, Function<Integer, MockResponse>> files) {
    serve(200, body.replace("@", origin()).getBytes(StandardCharsets.UTF_8), files);
  }

  private String origin() {
    return rig.server.url("/").toString().replaceAll("/$", "");
  }

  private static MockResponse bytes(byte[] bytes) {
    return new MockResponse.Builder().body(new Buffer().write(bytes)).build();
  }

  private MockResponse text(String body) {
    return new MockResponse.Builder().body(body.replace("@", origin())).build();
  }

  private void assertPaintedForOnePayment() throws Exception {
    assertThat(rig.paint().size()).hasToString("48x32");
    assertThat(paid).hasValue(1);
  }

  private static Stream<Arguments> wrappings() {
    return Stream.of(
        Arguments.of("hexadecimal", data("b64_json", HEX)),
        Arguments.of("hexadecimal of another name", data("image", "0x" + HEX.toUpperCase())),
        Arguments.of("bytea of PostgreSQL", data("image", "\\\\x" + HEX)),
        Arguments.of("hexadecimal with colons", data("image", HEX.replaceAll("(..)(?=.)", "$1:"))),
        Arguments.of("numbers", "{\"data\":[{\"b64_json\":" + numbers(false, false) + "}]}"),
        Arguments.of("signed numbers", "{\"image\":" + numbers(true, false) + "}"),
        Arguments.of("numbers alone", numbers(false, false).replace(",", ", ")),
        Arguments.of("a Buffer", "{\"type\":\"Buffer\",\"data\":" + numbers(false, false) + "}"),
        Arguments.of("a Uint8Array", "{\"image\":" + numbers(false, true) + "}"),
        Arguments.of("base64 twice", data("b64_json", encoded(BASE64))),
        Arguments.of("base64 three times", data("result", encoded(encoded(BASE64)))),
        Arguments.of("base64 of a data URL", data("b64_json", encoded(DATA_URL))),
        Arguments.of("base64 of hexadecimal", data("b64_json", encoded(HEX))),
        Arguments.of("base64 of JSON", data("b64_json", encoded(data("image", BASE64)))),
        Arguments.of("base64 first", data("url", "data:image/png;base64;charset=utf-8," + BASE64)),
        Arguments.of("a name", data("url", "data:image/png;name=\\\"a,b\\\";base64," + BASE64)),
        Arguments.of("spaces", data("url", "data: image/png ; base64 , " + BASE64)),
        Arguments.of("not called base64", data("url", "data:image/png," + BASE64)),
        Arguments.of("a text", data("url", "data:text/plain;base64," + BASE64)),
        Arguments.of(
            "percent escapes", data("url", URLEncoder.encode(DATA_URL, StandardCharsets.UTF_8))),
        Arguments.of("names without quotes", "{data:[{b64_json:\"" + BASE64 + "\"}]}"),
        Arguments.of("carriage returns", "event: x\rdata: " + data("b64_json", BASE64) + "\r\r"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrappings")
  void the_picture_is_found_in(String name, String body) throws Exception {
    serve(body, Map.of());
    assertPaintedForOnePayment();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "utf-32"})
  void an_answer_that_is_packed_without_a_header_is_unpacked(String form) throws Exception {
    byte[] body = data("b64_json", BASE64).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    switch (form) {
      case "gzip" -> write(new GZIPOutputStream(packed), body);
      case "deflate" -> write(new DeflaterOutputStream(packed), body);
      default -> packed.write(data("b64_json", BASE64).getBytes("UTF-32BE"));
    }
    serve(200, packed.toByteArray(), Map.of());
    assertPaintedForOnePayment();
  }

  private static void write(OutputStream out, byte[] body) throws IOException {
    try (out) {
      out.write(body);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"data\":[{\"b64_json\":\"BASE64\"}]}",
        "{\"url\":\"@/picture\"}",
        "{\"url\":\"/picture\"}",
        "data:image/png;base64,BASE64",
        "@/picture",
        "<html><head><meta property=\"og:image\" content=\"@/picture\"></head></html>",
        "<html><body><img src='/logo.png'><img alt=x src='/picture'></body></html>",
        "<html><body><img src=\"data:image/png;base64,BASE64\"></body></html>"
      })
  void a_download_that_holds_or_names_the_picture_is_opened(String page) throws Exception {
    serve(
        data("url", "@/page"),
        Map.of(
            "/page", n -> text(page.replace("BASE64", BASE64)),
            "/picture", n -> bytes(PNG)));
    assertPaintedForOnePayment();
  }

  @Test
  void the_picture_of_a_login_page_is_not_taken() {
    String page = "<html><title>Log in</title><form><img src='/picture'></form></html>";
    serve(data("url", "@/page"), Map.of("/page", n -> text(page), "/picture", n -> bytes(PNG)));
    OpenAiFailure failure = catchThrowableOfType(OpenAiFailure.class, rig::paint);
    assertThat(failure.rule()).isEqualTo(FailureRule.BAD_PICTURE);
    assertThat(failure).hasMessageContaining("what was sent is HTML").hasMessageContaining("kept");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 425})
  void a_picture_that_comes_late_is_waited_for(int status) throws Exception {
    MockResponse late = new MockResponse.Builder().code(status).build();
    serve(data("url", "@/a"), Map.of("/a", n -> n < 4 ? late : bytes(PNG)));
    assertPaintedForOnePayment();
    assertThat(rig.pauses).extracting(java.time.Duration::toSeconds).containsExactly(1L, 2L, 4L);
  }

  @Test
  void the_second_place_is_asked_where_the_first_is_dead() throws Exception {
    serve(
        "{\"data\":[{\"url\":\"@/dead\"},{\"url\":\"@/alive\"}]}",
        Map.of(
            "/dead", n -> new MockResponse.Builder().code(404).build(), "/alive", n -> bytes(PNG)));
    assertPaintedForOnePayment();
    assertThat(rig.pauses).isEmpty();
  }

  @Test
  void a_drawing_in_svg_is_refused_by_name() {
    serve(
        data("url", "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'/>"), Map.of());
    OpenAiFailure failure = catchThrowableOfType(OpenAiFailure.class, rig::paint);
    assertThat(failure)
        .hasMessageContaining("what was sent is SVG, and not PNG, JPEG, WebP or GIF")
        .hasMessageContaining("have it sent as one of these");
    assertThat(paid).hasValue(1);
  }

  @Test
  void a_long_answer_without_a_picture_is_kept_whole_and_without_the_key() throws Exception {
    String filling = "word ".repeat(60_000);
    serve("{\"note\":\"" + filling + Rig.KEY + " end\"}", Map.of());
    OpenAiFailure failure = catchThrowableOfType(OpenAiFailure.class, rig::paint);
    String message = String.valueOf(failure.getMessage());
    assertThat(message).contains("JSON, 300.").contains("kept as set-aside/");
    String place = message.replaceAll("(?s).*kept as (set-aside/[^)]*)\\).*", "$1");
    String kept = Files.readString(rig.received.folder().resolve(place));
    assertThat(kept).startsWith("{\"note\":\"word").endsWith(" end\"}").doesNotContain(Rig.KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"data\":[],\"finish_reason\":\"content_filter\"}",
        "{\"promptFeedback\":{\"blockReason\":\"OTHER\"}}",
        "{\"candidates\":[{\"finishReason\":\"IMAGE_PROHIBITED_CONTENT\"}]}",
        "{\"artifacts\":[{\"finishReason\":\"CONTENT_FILTERED\"}]}",
        "{\"status\":\"Request Moderated\",\"result\":null}",
        "{\"base_resp\":{\"status_code\":1027,\"status_msg\":\"output new_sensitive\"}}",
        "{\"data\":[{\"b64_json\":null,\"content_filter_results\":{\"hate\":{\"filtered\":true}}}]}",
        "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I can't help with that.\"}}]}",
        "{\"images\":[\"BLACK\"],\"has_nsfw_concepts\":[true]}",
        "{\"images\":[{\"url\":\"@/black\"}],\"nsfw_content_detected\":[true]}"
      })
  void a_refusal_of_the_content_is_one_and_is_not_asked_again(String body) {
    byte[] black = Pictures.plain(48, 32);
    serve(body.replace("BLACK", encoded(black)), Map.of("/black", n -> bytes(black)));
    OpenAiFailure failure = catchThrowableOfType(OpenAiFailure.class, rig::paint);
    assertThat(failure.refusal()).isEqualTo("moderation_blocked");
    assertThat(String.valueOf(failure.getMessage()))
        .matches("(?s).*\\p{L}+ \\p{L}+ \\p{L}+.*")
        .doesNotMatch("the provider answered 200( \\(.*)?");
    assertThat(paid).hasValue(1);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "500|<html><body><p>No more paint</p></body></html>",
        "400|<html><title>400 Bad Request</title><h1>Bad Request</h1><p>No more paint</p></html>",
        "400|<error code=\"12\" message=\"No more paint\"/>",
        "400|error=invalid&error_description=No+more+paint",
        "500|{\"error\":{\"message\":\"No more paint",
        "200|{\"error\":{\"code\":502,\"message\":\"No more paint\"}}",
        "200|{\"choices\":[{\"error\":{\"code\":502,\"message\":\"No more paint\"}}]}",
        "200|{\"choices\":[{\"message\":{\"content\":\"No more paint\"}}]}"
      })
  void the_sentence_is_told(int status, String body) {
    serve(status, body.getBytes(StandardCharsets.UTF_8), Map.of());
    OpenAiFailure failure = catchThrowableOfType(OpenAiFailure.class, rig::paint);
    assertThat(failure).hasMessageContaining("No more paint");
    if (status == 200) {
      assertThat(paid).as("answered, and perhaps paid for").hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "UTF-16LE", "UTF-8"})
  void a_sentence_is_read_in_its_charset(String charset) throws Exception {
    serve(400, "{\"error\":{\"message\":\"Le modèle dort\"}}".getBytes(charset), Map.of());
    assertThat(catchThrowableOfType(OpenAiFailure.class, rig::paint))
        .hasMessageContaining("Le modèle dort");
  }

  @ParameterizedTest
  @ValueSource(ints = {420, 430, 498, 509})
  void a_status_that_means_too_many_requests_is_waited_for(int status) throws Exception {
    rig.answer(
        new MockResponse.Builder().code(status).body("Busy. Please retry in 20s").build(),
        Rig.picture(PNG));
    assertThat(rig.paint().size()).hasToString("48x32");
    assertThat(rig.pauses).containsExactly(java.time.Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(ints = {420, 429, 430, 498, 509})
  void such_a_status_is_waited_for_without_a_word_too(int status) throws Exception {
    rig.answer(new MockResponse.Builder().code(status).build(), Rig.picture(PNG));
    assertThat(rig.paint().size()).hasToString("48x32");
    assertThat(rig.pauses).hasSize(1);
  }

  @Test
  void a_list_of_refused_parameters_costs_one_repeat() throws Exception {
    String entry =
        "{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"%s\"],\"msg\":\"Extra inputs are not"
            + " permitted\"}";
    String list =
        String.join(",", List.of(entry.formatted("size"), entry.formatted("output_format")));
    rig.answer(
        new MockResponse.Builder().code(422).body("{\"detail\":[" + list + "]}").build(),
        Rig.picture(PNG));
    rig.paint();
    rig.server.takeRequest();
    String second = rig.server.takeRequest().getBody().utf8();
    assertThat(second).doesNotContain("\"size\"", "\"output_format\"").contains("\"prompt\"");
  }

  @Test
  void a_full_disk_does_not_make_a_picture_unreadable_that_was_set_aside() throws Exception {
    ReceivedName name = new ReceivedName("a-test");
    byte[] answer = data("b64_json", BASE64).getBytes(StandardCharsets.UTF_8);
    assertThat(rig.received.pictures().keepAside(name, answer, "not understood")).isPresent();
    Path received = rig.received.folder().resolve("received");
    Files.delete(received);
    Files.createFile(received);
    PaintRequest request = PaintRequest.of(Dresses.plain(), name);
    assertThat(rig.provider.images().findSetAside(request, Instant.EPOCH, rig.unhurried()))
        .isEmpty();

    Files.delete(received);
    assertThat(rig.provider.images().findSetAside(request, Instant.EPOCH, rig.unhurried()))
        .isPresent();
  }
}
