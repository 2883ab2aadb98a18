package dev.dalleserver.openai.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever wraps a picture, it is found, and nothing else is taken for it. */
class PictureFinderTest {
  private static final byte[] PNG = picture(3000, 1, "\u0089PNG\r\n\u001a\n");
  private static final byte[] JPEG = picture(2000, 2, "\u00ff\u00d8\u00ff\u00e0");
  private static final byte[] OTHER = picture(2500, 3, "\u0089PNG\r\n\u001a\n");
  private static final String B64 = Base64.getEncoder().encodeToString(PNG);
  private static final String THUMB = Base64.getEncoder().encodeToString(OTHER);

  private final List<Kept> begun = new ArrayList<>();

  /** A picture in memory that remembers whether it was closed. */
  private static final class Kept extends ByteArrayOutputStream {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] picture(int size, int seed, String magic) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    byte[] head = magic.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return bytes;
  }

  private Finding<Kept> find(byte[] answer) throws IOException {
    return PictureFinder.find(new ByteArrayInputStream(answer), this::begin);
  }

  /** Keeps partial pictures that have come whole. */
  private static final class KeptPartials implements PartialPictureListener {
    private final List<byte[]> whole = new ArrayList<>();
    private ByteArrayOutputStream current = new ByteArrayOutputStream();
    private int open;

    @Override
    public OutputStream begin() {
      open++;
      current = new ByteArrayOutputStream();
      return current;
    }

    @Override
    public void end(boolean isWhole) {
      open--;
      if (isWhole) {
        whole.add(current.toByteArray());
      }
    }
  }

  private Finding<Kept> find(String answer, KeptPartials partials) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    return PictureFinder.find(new ByteArrayInputStream(bytes), this::begin, partials);
  }

  static List<String> partials() {
    String last = "\n\nevent: image_generation.completed\ndata: {\"b64_json\":\"" + B64 + "\"}\n\n";
    String partial = "{\"b64_json\":\"" + THUMB + "\",\"partial_image_index\":0}";
    return List.of(
        "event: image_generation.partial_image\ndata: " + partial + last,
        "data: " + partial + last,
        "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"" + THUMB + "\"}" + last,
        "data: {\"b64_json\":\"" + THUMB + "\",\"type\":\"image_edit.partial_image\"}" + last,
        "data: {\"type\":\"response.image_generation_call.partial_image\",\"partial_image_b64\":\""
            + THUMB
            + "\"}"
            + last,
        "event: preview\ndata: {\"data\":[{\"image\":\"data:image/png;base64,"
            + THUMB
            + "\"}]}"
            + last,
        "event: partial\ndata: " + THUMB + last,
        "{\"type\":\"image_generation.partial_image\",\"b64_json\":\""
            + THUMB
            + "\"}\n{\"data\":[{\"b64_json\":\""
            + B64
            + "\"}]}\n");
  }

  @ParameterizedTest
  @MethodSource("partials")
  void partial_pictures_are_handed_on_and_are_not_the_picture(String answer) throws IOException {
    KeptPartials partials = new KeptPartials();
    Finding<Kept> found = find(answer, partials);
    assertThat(partials.whole).hasSize(1).first().isEqualTo(OTHER);
    assertThat(partials.open).isZero();
    assertThat(found.picture().orElseThrow().toByteArray()).isEqualTo(PNG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"%1$.2000s",
        "data: {\"b64_json\":\"%1$.2000s",
        "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"%1$.2000s***%1$s\"}\n\n",
        "data: {\"type\":\"image_generation.partial_image\",\"url\":\"https://x.test/a.png\"}\n\n",
        "data: {\"b64_json\":\"%1$s\",\"type\":\"image_generation.completed\"}\n\n",
        "{\"data\":[{\"b64_json\":\"%1$s\"}],\"type\":\"image_generation.partial_image\"}"
      })
  void what_is_no_whole_partial_picture_of_a_stream_is_not(String answer) throws IOException {
    KeptPartials partials = new KeptPartials();
    find(answer.formatted(THUMB), partials);
    assertThat(partials.whole).isEmpty();
    assertThat(partials.open).isZero();
  }

  @Test
  void a_stream_of_partial_pictures_only_says_so() throws IOException {
    Finding<Kept> found =
        find("event: image_generation.partial_image\ndata: {\"b64_json\":\"" + THUMB + "\"}\n\n");
    assertThat(found.picture()).isEmpty();
    assertThat(found.problem()).isEqualTo("it holds partial pictures only");
  }

  private Finding<Kept> find(String answer) throws IOException {
    return find(answer.getBytes(StandardCharsets.UTF_8));
  }

  private Kept begin() {
    begun.add(new Kept());
    return begun.get(begun.size() - 1);
  }

  private byte[] picture(String answer) throws IOException {
    Finding<Kept> found = find(answer);
    assertThat(found.picture()).as("%s: %s", found.problem(), answer).isPresent();
    assertThat(begun.stream().filter(kept -> !kept.closed)).as("all others are closed").hasSize(1);
    return found.picture().orElseThrow().toByteArray();
  }

  /** How one text says base64. */
  @Provide
  Arbitrary<String> encodings() {
    Arbitrary<String> alphabet =
        Arbitraries.of(B64, Base64.getUrlEncoder().encodeToString(PNG))
            .map(text -> text.replaceAll("=+$", ""));
    Arbitrary<String> prefix =
        Arbitraries.of(
            "",
            "data:image/png;base64,",
            "DATA:image/PNG;charset=utf-8;base64,",
            "data:;base64,",
            "data:application/octet-stream;base64,",
            "  data:image/jpeg;base64, ");
    Arbitrary<String> padding = Arbitraries.of("", "=", "==", "\\n", "==\\r\\n");
    Arbitrary<Integer> lines = Arbitraries.of(0, 60, 64, 76);
    Arbitrary<String> ends = Arbitraries.of("\\n", "\\r\\n", " ", "\\u000a", "\n");
    Arbitrary<Boolean> slashes = Arbitraries.of(true, false);
    return Combinators.combine(alphabet, prefix, padding, lines, ends, slashes)
        .as(
            (text, start, pad, width, end, escaped) -> {
              String cut =
                  width == 0
                      ? text
                      : text.replaceAll("(.{" + width + "})", "$1" + Matcher.quoteReplacement(end));
              String whole = start + cut + pad;
              return escaped ? whole.replace("/", "\\/") : whole;
            });
  }

  /** Members that stand beside the picture. */
  @Provide
  Arbitrary<String> companions() {
    return Arbitraries.of(
        "\"created\":1",
        "\"id\":\"img_" + B64.substring(0, 80) + "\"",
        "\"revised_prompt\":\"see https://example.com/a.png, a \\\"cat\\\"\"",
        "\"thumbnail\":\"" + THUMB + "\"",
        "\"thumbnail_url\":\"https://example.com/t.png\"",
        "\"provider\":{\"logo\":\"https://example.com/logo.png\",\"name\":\"x\"}",
        "\"error\":null",
        "\"warnings\":[{\"icon\":\"data:image/png;base64," + THUMB + "\"}]",
        "\"usage\":{\"total_tokens\":5,\"details\":[1.5e3,-2,true,null]}",
        "\"parameters\":{\"init_images\":[\"" + THUMB + "\"],\"url\":\"https://x.example/i.png\"}",
        "\"urls\":{\"get\":\"https://api.example/v1/p/1\",\"cancel\":\"https://api.example/c\"}",
        "\"status\":\"succeeded\",\"seed\":12345678901234567890",
        "\"b64_json\":null,\"url\":null",
        "\"image\":\"\",\"images\":[]");
  }

  /** A member whose text is the picture. */
  @Provide
  Arbitrary<String> members() {
    Arbitrary<String> forms =
        Arbitraries.of(
            "\"b64_json\":\"%s\"",
            "\"b64\":\"%s\"",
            "\"base64\":\"%s\"",
            "\"url\":\"%s\"",
            "\"image\":\"%s\"",
            "\"image_base64\":\"%s\"",
            "\"images\":[\"%s\"]",
            "\"output\":[\"%s\"]",
            "\"output\":{\"image\":\"%s\"}",
            "\"result\":\"%s\"",
            "\"artifacts\":[{\"base64\":\"%s\",\"finishReason\":\"SUCCESS\"}]",
            "\"image_url\":{\"url\":\"%s\"}",
            "\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"%s\"}",
            "\"predictions\":[{\"bytesBase64Encoded\":\"%s\"}]",
            "\"something\":{\"quite\":[[{\"new\":\"%s\"}]]}");
    return Combinators.combine(forms, encodings()).as((form, text) -> form.replace("%s", text));
  }

  /** What is around an object. */
  @Provide
  Arbitrary<String> frames() {
    return Arbitraries.of(
        "%s",
        "[%s]",
        "{\"data\":[%s]}",
        "{\"data\":%s}",
        "{\"data\":[{},%s]}",
        "{\"data\":[{\"b64_json\":null},{\"url\":\"\"},%s]}",
        "{\"created\":1,\"data\":[%s],\"usage\":{}}",
        "{\"response\":{\"choices\":[{\"message\":{\"images\":[%s]}}]}}",
        "\ufeff{\"data\":[%s]}",
        "\n\n\r\n   {\"data\":[%s]} trailing",
        "event: image_generation.completed\ndata: {\"data\":[%s]}\n\n",
        ": hello\n\nid: 1\nevent: completed\r\ndata: %s\r\n\r\ndata: [DONE]\n\n",
        "event: image_generation.partial_image\ndata: {\"b64_json\":\""
            + THUMB
            + "\",\"partial_image_index\":0}\n\nevent: image_generation.completed\ndata: %s\n\n",
        "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\""
            + THUMB
            + "\"}\n\ndata: %s\n\n",
        "data: {\"b64_json\":\""
            + THUMB
            + "\",\"type\":\"image_generation.partial_image\"}\n\ndata: %s\n\ndata: [DONE]\n\n",
        "{\"status\":\"processing\",\"progress\":0.5}\n{\"data\":[%s]}\n",
        "{\"type\":\"image_generation.partial_image\",\"b64_json\":\"" + THUMB + "\"}\n%s\n");
  }

  @Property(tries = 1500)
  @Tag("slow")
  void whatever_wraps_a_picture_it_is_found(
      @ForAll("frames") String frame,
      @ForAll("members") String member,
      @ForAll("companions") String before,
      @ForAll("companions") String after)
      throws IOException {
    boolean events = frame.contains("data: ");
    String object = "{" + before + "," + member + "," + after + "}";
    // A line feed inside of a text would end the line of an event.
    String answer = frame.replace("%s", events ? object.replace("\n", " ") : object);
    begun.clear();
    assertThat(picture(answer)).isEqualTo(PNG);
  }

  @Property(tries = 300)
  void a_picture_in_a_document_inside_of_a_text_is_found(@ForAll("members") String member)
      throws IOException {
    String inner = "{" + member.replace("\n", " ") + "}";
    String text = inner.replace("\\", "\\\\").replace("\"", "\\\"");
    begun.clear();
    assertThat(picture("{\"statusCode\":200,\"body\":\"" + text + "\"}")).isEqualTo(PNG);
  }

  static Stream<byte[]> bare() {
    return Stream.of(
        PNG,
        JPEG,
        picture(500, 4, "GIF89a"),
        picture(500, 5, "RIFF\0\0\0\0WEBPVP8 "),
        picture(500, 6, "\0\0\0\u001cftypavif"),
        picture(500, 7, "\0\0\0\u001cftypheic"),
        picture(500, 8, "%PDF-1.7"),
        picture(500, 9, "\u0001\u0002\u0003"),
        "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("bare")
  void bare_bytes_are_the_picture(byte[] bytes) throws IOException {
    assertThat(find(bytes).picture().orElseThrow().toByteArray()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "data:image/png;base64,%s",
        "\"%s\"",
        "[\"%s\"]",
        "{\"data\":\"%s\"}",
        "{\"data\":[\"%s\"]}"
      })
  void base64_alone_is_the_picture(String form) throws IOException {
    assertThat(picture(form.replace("%s", B64))).isEqualTo(PNG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[{\"url\":\"URL\"}]}",
        "{\"data\":[{\"revised_prompt\":\"x\",\"b64_json\":\"URL\"}]}",
        "{\"data\":{\"url\":\"URL\"}}",
        "{\"data\":[{},{\"url\":\"URL\"}]}",
        "{\"data\":[\"URL\"]}",
        "{\"images\":[{\"url\":\"URL\",\"content_type\":\"image/png\"}]}",
        "{\"images\":[\"URL\"]}",
        "{\"image\":\"URL\"}",
        "{\"image_url\":\"URL\"}",
        "{\"imageUrl\":{\"url\":\"URL\"}}",
        "{\"id\":\"x\",\"urls\":{\"get\":\"https://api.example/p\"},\"output\":[\"URL\"]}",
        "{\"output\":\"URL\",\"status_url\":\"https://api.example/s\"}",
        "{\"result\":{\"sample\":\"URL\"}}",
        "{\"choices\":[{\"message\":{\"images\":[{\"image_url\":{\"url\":\"URL\"}}]}}]}",
        "{\"new_name\":\"URL\"}",
        "URL",
        "URL\n",
        "\"URL\"",
        "data: {\"url\":\"URL\"}\n\n",
        "data: URL\n\n",
        "{\"data\":[{\"url\":\"URL\"}],,,",
        "{\"data\":[{\"url\":\"URL\"}"
      })
  void a_url_is_found_wherever_it_is(String answer) throws IOException {
    String url = "https://files.example/a/b.png?sig=a%2Fb&x=1";
    assertThat(find(answer.replace("URL", url)).url()).isEqualTo(url);
    assertThat(find(answer.replace("URL", url.replace("/", "\\/").replace("&", "\\u0026"))).url())
        .satisfiesAnyOf(
            found -> assertThat(found).isEqualTo(url),
            // Only JSON has escapes.
            found -> assertThat(answer).doesNotContain("\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/files/a.png", "files/a", "./a.png", "//host/a.png", "generated/1.webp?x=1"})
  void a_relative_url_is_found(String url) throws IOException {
    assertThat(find("{\"data\":[{\"url\":\"" + url + "\"}]}").url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"Here: ![a](data:image/png;base64,%s)\"}}]}",
        "{\"data\":[{\"b64_json\":\"data:image/png;base64,data:image/png;base64,%s\"}]}",
        "{\"data\":[{\"b64_json\":\"b'%s'\"}]}",
        "{\"data\":[{\"b64_json\":\"base64,%s\"}]}",
        "{'data': [{'b64_json': '%s', 'seed': None}]}",
        ")]}',\n{\"data\":[{\"b64_json\":\"%s\"}]}",
        "<html><body><img src=\"data:image/png;base64,%s\"></body></html>",
        "while(1);{\"data\":[{\"b64_json\":\"%s\"}]}"
      })
  void base64_in_the_midst_of_a_text_is_the_picture(String form) throws IOException {
    assertThat(find(form.replace("%s", B64)).picture().orElseThrow().toByteArray()).isEqualTo(PNG);
  }

  @Test
  void percent_escapes_in_base64_are_read() throws IOException {
    String escaped = B64.replace("+", "%2B").replace("/", "%2f").replace("=", "%3D") + "%0A";
    String answer = "{\"data\":[{\"url\":\"data:image/png;base64," + escaped + "\"}]}";
    assertThat(find(answer).picture().orElseThrow().toByteArray()).isEqualTo(PNG);
  }

  @Test
  void a_part_of_a_multipart_answer_is_the_picture() throws IOException {
    byte[] head = "--x\r\nContent-Type: image/png\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] answer = Arrays.copyOf(head, head.length + PNG.length);
    System.arraycopy(PNG, 0, answer, head.length, PNG.length);
    assertThat(find(answer).picture().orElseThrow().toByteArray()).isEqualTo(PNG);
  }

  @Test
  void a_url_in_the_markdown_of_a_picture_is_found() throws IOException {
    String answer = "{\"content\":\"Done! ![a fox](https://x.example/a?b=1)\"}";
    assertThat(find(answer).url()).isEqualTo("https://x.example/a?b=1");
  }

  @Test
  void a_url_with_spaces_is_found() throws IOException {
    assertThat(find("{\"data\":[{\"url\":\"https://x.example/a b.png\"}]}").url())
        .isEqualTo("https://x.example/a b.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"the thumbnail is data:image/png;base64,%s\"}",
        "{'thumbnail': '%s'}",
        "{\"error\":\"bad input data:image/png;base64,%s\"}",
        "{\"text\":\"see [the page](https://x.example/a)\"}"
      })
  void other_pictures_in_the_midst_of_a_text_are_not(String form) throws IOException {
    Finding<Kept> found = find(form.replace("%s", THUMB));
    assertThat(found.picture()).isEmpty();
    assertThat(found.url()).isEmpty();
  }

  @Test
  void bytes_come_before_a_url_and_the_first_of_two_counts() throws IOException {
    String two = "{\"data\":[{\"url\":\"https://x.example/a.png\",\"b64_json\":\"" + B64 + "\"},";
    Finding<Kept> found = find(two + "{\"b64_json\":\"" + THUMB + "\"}]}");
    assertThat(found.picture().orElseThrow().toByteArray()).isEqualTo(PNG);
    assertThat(found.url()).isEqualTo("https://x.example/a.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{\"data\":[]}",
        "{\"data\":[{\"b64_json\":null}]}",
        "{\"data\":[{\"b64_json\":\"not base64 at all!\"}]}",
        "{\"error\":{\"message\":\"no\",\"logo\":\"https://x.example/logo.png\"}}",
        "{\"id\":\"https://x.example/a.png\"}",
        "{\"revised_prompt\":\"https://x.example/a.png\"}",
        "{\"data\":[{\"revised_prompt\":\"data:image/png;base64,iVBORw0KGgo=\"}]}",
        "{\"thumbnail\":\"https://x.example/a.png\",\"docs_url\":\"https://x.example/b.png\"}",
        "{\"task_id\":\"abc\",\"status_url\":\"https://x.example/s\"}",
        "{\"url\":\"not there yet\"}",
        "{\"url\":\"null\"}",
        "<!doctype html><img src=\"https://x.example/a.png\">",
        "we are busy, see https://x.example/status",
        "event: error\ndata: {\"message\":\"https://x.example/a.png\"}\n\n",
        "data:"
            + " {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBORw0KGgoAAAAAAAAAAAAAAAAA\"}\n\n"
      })
  void what_is_no_picture_is_not_taken_for_one(String answer) throws IOException {
    Finding<Kept> found = find(answer);
    assertThat(found.picture()).isEmpty();
    assertThat(found.url()).isEmpty();
    assertThat(found.problem()).isNotBlank();
    assertThat(begun).allMatch(kept -> kept.closed);
  }

  @Test
  void long_base64_of_unknown_bytes_is_kept_when_there_is_nothing_better() throws IOException {
    byte[] unknown = picture(3000, 10, "\u0001\u0002");
    String blob = "\"payload\":\"" + Base64.getEncoder().encodeToString(unknown) + "\"";
    assertThat(picture("{" + blob + "}")).isEqualTo(unknown);
    begun.clear();
    Finding<Kept> found = find("{" + blob + ",\"url\":\"https://x.example/a.png\"}");
    assertThat(found.picture()).isEmpty();
    assertThat(begun).singleElement().matches(kept -> kept.closed);
  }

  @Test
  void an_answer_that_ends_inside_of_the_picture_gives_what_has_come() throws IOException {
    Finding<Kept> found = find("{\"data\":[{\"b64_json\":\"" + B64.substring(0, 3001));
    assertThat(found.whole()).isFalse();
    assertThat(found.picture().orElseThrow().toByteArray()).isEqualTo(Arrays.copyOf(PNG, 2250));
    assertThat(found.problem()).contains("ends early");
  }

  @Test
  void a_url_is_used_although_the_connection_breaks_behind_it() throws IOException {
    String url = "{\"data\":[{\"url\":\"https://x.example/a.png\"}";
    assertThat(PictureFinder.find(breaking(url), this::begin).url()).isNotEmpty();
    assertThatThrownBy(() -> PictureFinder.find(breaking("{\"b64_json\":\"" + B64), this::begin))
        .hasMessage("broken");
    assertThat(begun).allMatch(kept -> kept.closed);
  }

  @Test
  void nesting_is_bounded() throws IOException {
    String deep = "[".repeat(100_000);
    assertThat(find(deep).problem()).contains("nested more than 64 deep");
    String texts = "{\"a\":\"{\\\"a\\\":".repeat(1) + "[".repeat(63);
    assertThat(find(texts).problem()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-8"})
  void an_answer_in_another_encoding_is_read(String charset) throws IOException {
    String answer = "{\"data\":[{\"b64_json\":\"" + B64 + "\"}]}";
    assertThat(
            find(answer.getBytes(Charset.forName(charset))).picture().orElseThrow().toByteArray())
        .isEqualTo(PNG);
  }

  @Test
  void nothing_behind_the_picture_is_read() throws IOException {
    String answer = "{\"data\":[{\"b64_json\":\"" + B64 + "\"";
    InputStream guarded = breaking(answer);
    assertThat(PictureFinder.find(guarded, this::begin).picture()).isPresent();
  }

  /** The answer in small pieces, and then an error. */
  private static InputStream breaking(String answer) {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, Math.min(length, 100));
        if (count < 0) {
          throw new IOException("broken");
        }
        return count;
      }
    };
  }
}
