package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.JobException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of answers that went through the escaping of pages, of JSON or of headers. */
class EscapedAnswersTest {
  /** Long enough to be read in several pieces. */
  private static final byte[] PNG = withText(Pictures.png(48, 32), 40_000);

  private static final String BASE64 = Base64.getEncoder().encodeToString(PNG);

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  /** Adds a chunk that decoders pass over, in front of the pixels. */
  private static byte[] withText(byte[] png, int length) {
    byte[] chunk = new byte[12 + length];
    new java.util.Random(1).nextBytes(chunk);
    java.nio.ByteBuffer.wrap(chunk).putInt(0, length);
    System.arraycopy("prVt".getBytes(StandardCharsets.US_ASCII), 0, chunk, 4, 4);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(chunk, 4, 4 + length);
    java.nio.ByteBuffer.wrap(chunk).putInt(8 + length, (int) crc.getValue());
    Buffer all = new Buffer().write(png, 0, 33).write(chunk).write(png, 33, png.length - 33);
    return all.readByteArray();
  }

  private static String data(String member, String text) {
    return "{\"created\":1,\"data\":[{\"" + member + "\":\"" + text + "\"}]}";
  }

  static Stream<String> pictures() {
    String entities = BASE64.replace("/", "&#x2F;").replace("+", "&#43;").replace("=", "&equals;");
    String dataUrl = "data:image/png;base64," + BASE64;
    return Stream.of(
        data("b64_json", entities),
        data("b64_json", BASE64.replace("+", "&plus;").replace("/", "&sol;")),
        data("b64_json", BASE64.replaceAll("(.{76})", "$1&#10;")),
        data("url", "data:image&#x2F;png;base64," + entities),
        data("url", dataUrl.replace("/", "\\/")),
        data("url", dataUrl.replace("/", "\\\\/")),
        data("b64_json", BASE64.replace("/", "\\\\\\/").replace("+", "\\\\u002B")),
        data("b64_json", BASE64.replaceAll("(.{76})", "$1\\\\\\\\n")),
        "<html><body><pre>"
            + data("b64_json", BASE64).replace("\"", "&quot;")
            + "</pre></body></html>",
        data("url", dataUrl.replace("/", "\\u002f").replace("+", "\\u002B")),
        "{\"body\":\""
            + data("url", dataUrl.replace("/", "\\/")).replace("\\", "\\\\").replace("\"", "\\\"")
            + "\"}");
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void an_escaped_picture_is_found_whole(String answer) throws Exception {
    rig.answer(Rig.json(answer));
    var painted = rig.paint();
    assertThat(painted.source().orElseThrow().open().readAllBytes()).isEqualTo(PNG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"&#8364;", "&nothing;", "&amp;", "&#x2F", "&"})
  void an_entity_that_stands_for_no_base64_is_no_picture(String entity) {
    rig.always(Rig.json(data("image", "iVBORw0KGgo" + entity + "AAAA")));
    assertThat(catchThrowableOfType(JobException.class, rig::paint)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s/a.png?x=1&amp;sig=2",
        "%s/a.png?x=1&amp;amp;sig=2",
        "%s/a.png?x=1&amp;amp;amp;sig=2",
        "%s/a.png?x=1&amp;#38;sig=2",
        "%s/a.png?x=1\\\\u0026sig=2",
        "%s/a.png?x=1\\\\\\\\u0026sig=2",
        "%s\\\\/a.png?x=1\\u0026amp;sig=2",
        "%s/a.png?x=1&#38;sig=2",
        "%s/a.png?x=1&#x26;sig=2",
        "%s/a.png?x=1&sig=2",
        "%s\\/a.png?x=1\\u0026sig=2"
      })
  void a_url_with_entities_is_fetched_without_them(String form) throws Exception {
    String origin = rig.server.url("/").toString().replaceFirst("/$", "");
    String escaped = form.contains("amp") ? origin.replace("/", "&#x2F;") : origin;
    rig.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            boolean api = request.getMethod().equals("POST");
            boolean asked = request.getTarget().equals("/a.png?x=1&sig=2");
            return api
                ? Rig.json(data("url", form.formatted(escaped)))
                : new MockResponse.Builder()
                    .code(asked ? 200 : 404)
                    .body(new Buffer().write(PNG))
                    .build();
          }
        });
    assertThat(rig.paint().mode()).isEqualTo("url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'message':'size &amp;amp; quality can&amp;#39;t be &amp;lt;both&amp;gt;'}}"
            + "|size & quality can't be <both>",
        "{'error':{'message':'Tom \\\\u0026 Jerry\\\\u0027s prompt is long'}}"
            + "|Tom & Jerry's prompt is long",
        "{'error':'line one\\\\nline two'}|line one line two",
        "{'error':'no file C:\\\\Users\\\\name here'}|here",
        "<html><body><pre>{&quot;error&quot;:{&quot;message&quot;:&quot;GPU &amp;amp; driver"
            + " mismatch&quot;}}</pre></body></html>|GPU & driver mismatch"
      })
  void a_reason_that_was_escaped_twice_is_told_plain(String answer, String told) {
    rig.always(new MockResponse.Builder().code(400).body(answer.replace('\'', '"')).build());
    assertThat(catchThrowableOfType(JobException.class, rig::paint))
        .hasMessageContaining(told)
        .hasMessageNotContaining("&amp;")
        .hasMessageNotContaining("\\u0");
  }

  @Test
  void what_only_headers_of_an_empty_success_say_is_told() {
    rig.always(
        new MockResponse.Builder()
            .setHeader("grpc-status", "7")
            .setHeader("grpc-message", "the%20policy%20denies%20this%20model")
            .build());
    assertThat(catchThrowableOfType(JobException.class, rig::paint))
        .hasMessageContaining("the policy denies this model");
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }
}
