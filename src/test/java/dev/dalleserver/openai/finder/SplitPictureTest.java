package dev.dalleserver.openai.finder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture whose text comes in pieces is put together, and only what belongs together is. */
class SplitPictureTest {
  private static final byte[] PNG = file("pal1.png");
  private static final byte[] OTHER = file("rgb8.png");
  private static final byte[] JPEG = file("jpeg420.jpg");
  private static final byte[] WEBP = file("lossy.webp");
  private static final byte[] GIF = file("offset.gif");

  private final List<Kept> begun = new ArrayList<>();

  /** A picture in memory that remembers whether it was closed. */
  private static final class Kept extends ByteArrayOutputStream {
    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  private static byte[] file(String name) {
    try {
      return Files.readAllBytes(Path.of("src/test/resources/pictures", name));
    } catch (IOException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static List<String> pieces(String text, int... lengths) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    for (int i = 0; at < text.length(); i++) {
      int end = Math.min(text.length(), at + lengths[i % lengths.length]);
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }

  private static String joined(List<String> pieces, String before, String after) {
    return pieces.stream().map(piece -> before + piece + after).collect(Collectors.joining());
  }

  private static String items(List<String> pieces, String before, String after) {
    return "[" + joined(pieces, before, after + ",").replaceAll(",$", "") + "]";
  }

  /** The ways in which pieces come, each a whole answer. */
  private static final List<Function<List<String>, String>> FORMS =
      List.of(
          all -> "{\"data\":[{\"b64_json\":" + items(all, "\"", "\"") + "}],\"created\":1}",
          all -> "{\"image\":" + items(all, "\"", "\"") + "}",
          all -> "{\"data\":" + items(all, "{\"seed\":1,\"b64_json\":\"", "\",\"url\":null}") + "}",
          all ->
              "{\"choices\":[{\"message\":{\"content\":"
                  + items(all, "{\"type\":\"text\",\"text\":\"", "\"}")
                  + "}}]}",
          all -> "{\"output\":" + items(all, "{\"image_base64\":[\"", "\"]}") + "}",
          all -> joined(all, "data: {\"delta\":\"", "\"}\n\n") + "data: [DONE]\n\n",
          all -> joined(all, "event: image.delta\ndata: {\"delta\":\"", "\"}\n\n"),
          all ->
              joined(
                      all,
                      "data: {\"choices\":[{\"delta\":{\"content\":\"",
                      "\"},\"index\":0}]}\n\n")
                  + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
          all -> joined(all, "data: {\"type\":\"response.image.delta\",\"delta\":\"", "\"}\n\n"),
          all -> joined(all, "data: {\"delta\":\"", "\",\"type\":\"response.image.delta\"}\n\n"),
          all -> joined(all, "data: ", "\n\n"),
          all -> joined(all, "data: ", "\n") + "\n",
          all -> joined(all, "data: \"", "\"\n\n"),
          all -> joined(all, "{\"chunk\":\"", "\"}\n"),
          all -> joined(all, "data: {\"body\":\"{\\\"part\\\":\\\"", "\\\"}\"}\n\n"),
          all ->
              "{"
                  + IntStream.range(0, all.size())
                      .mapToObj(i -> "\"part" + (i + 1) + "\":\"" + all.get(i) + "\"")
                      .collect(Collectors.joining(","))
                  + "}",
          all ->
              "{\"b64_json\":{"
                  + IntStream.range(0, all.size())
                      .mapToObj(i -> "\"" + i + "\":\"" + all.get(i) + "\"")
                      .collect(Collectors.joining(","))
                  + "}}");

  static Stream<Function<List<String>, String>> forms() {
    return FORMS.stream();
  }

  private Finding<Kept> find(String answer) throws IOException {
    begun.clear();
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    return PictureFinder.find(new ByteArrayInputStream(bytes), this::begin);
  }

  private Kept begin() {
    begun.add(new Kept());
    return begun.get(begun.size() - 1);
  }

  private void assertFound(byte[] picture, String answer) throws IOException {
    Finding<Kept> found = find(answer);
    assertThat(found.picture()).as("%s: %.300s", found.problem(), answer).isPresent();
    assertThat(found.picture().get().toByteArray()).as("%.300s", answer).isEqualTo(picture);
    assertThat(found.whole()).isTrue();
    assertThat(begun.stream().filter(kept -> !kept.closed)).hasSize(1);
  }

  @Property(tries = 300)
  void however_a_picture_is_cut_it_is_found_whole(
      @ForAll @IntRange(max = 16) int form,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 4, max = 900) Integer> lengths,
      @ForAll @IntRange(max = 3) int which)
      throws IOException {
    byte[] picture = List.of(PNG, JPEG, WEBP, GIF).get(which);
    int[] cut = lengths.stream().mapToInt(Integer::intValue).toArray();
    assertFound(picture, FORMS.get(form).apply(pieces(base64(picture), cut)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void pieces_that_are_encoded_by_themselves_are_joined(Function<List<String>, String> form)
      throws IOException {
    List<String> all = new ArrayList<>();
    for (int at = 0; at < JPEG.length; at += 400) {
      all.add(base64(Arrays.copyOfRange(JPEG, at, Math.min(JPEG.length, at + 400))));
    }
    assertFound(JPEG, form.apply(all));
    List<String> urls = all.stream().map(piece -> "data:image/jpeg;base64," + piece).toList();
    assertFound(JPEG, form.apply(urls));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void a_data_url_and_the_markdown_around_it_may_be_cut_too(Function<List<String>, String> form)
      throws IOException {
    assertFound(PNG, form.apply(pieces("data:image/png;base64," + base64(PNG), 11, 100)));
    String words =
        "Sure, here it is! ![a fox](data:image/png;base64," + base64(PNG) + ") Enjoy it.";
    // Names that promise base64 are taken at their word.
    boolean promised = form.apply(List.of("x")).matches("(?s).*(_base64|b64_json).*");
    assertFound(PNG, form.apply(pieces(promised ? base64(PNG) : words, 5, 30)));
  }

  @Test
  void single_characters_are_joined_too() throws IOException {
    for (byte[] picture : List.of(PNG, JPEG, WEBP, GIF)) {
      String tokens = joined(pieces(base64(picture), 1), "data: {\"delta\":\"", "\"}\n\n");
      assertFound(picture, tokens);
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void hexadecimal_is_joined_too(Function<List<String>, String> form) throws IOException {
    assertFound(PNG, form.apply(pieces(HexFormat.of().formatHex(PNG), 101, 64)));
  }

  @Test
  void numbers_are_joined_too() throws IOException {
    List<String> all = new ArrayList<>();
    for (int at = 0; at < PNG.length; at += 100) {
      byte[] part = Arrays.copyOfRange(PNG, at, Math.min(PNG.length, at + 100));
      all.add(
          IntStream.range(0, part.length)
              .mapToObj(i -> String.valueOf(part[i] & 0xff))
              .collect(Collectors.joining(",")));
    }
    assertFound(PNG, "{\"image\":" + items(all, "[", "]") + "}");
    assertFound(PNG, joined(all, "data: {\"type\":\"Buffer\",\"data\":[", "]}\n\n"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void two_whole_pictures_stay_two(Function<List<String>, String> form) throws IOException {
    assertFound(PNG, form.apply(List.of(base64(PNG), base64(OTHER))));
    // Also where the first lacks its end.
    byte[] cut = Arrays.copyOf(PNG, PNG.length - 12);
    assertFound(cut, form.apply(List.of(base64(cut), base64(OTHER))));
    assertFound(cut, form.apply(List.of(base64(cut), base64(JPEG))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[{\"b64_json\":\"%s\"},{\"other\":\"AAAA\"}]}",
        "{\"data\":[{\"b64_json\":\"%s\"},{\"b64_json\":\"not base64, but words\"}]}",
        "{\"data\":[{\"b64_json\":\"%s\"},{\"b64_json\":\"https://x.example/a.png\"}]}",
        "{\"data\":[{\"b64_json\":\"%s\",\"revised_prompt\":\"AAAA\"}],\"id\":\"AAAA\"}",
        "{\"data\":[{\"b64_json\":\"%s\"}],\"images\":[[1,2,3]],,,",
        "data: {\"b64_json\":\"%s\"}\n\n"
            + "data: {\"type\":\"x.partial_image\",\"b64_json\":\"AAAA\"}\n\n"
      })
  void what_is_something_else_is_not_joined(String answer) throws IOException {
    byte[] cut = Arrays.copyOf(PNG, PNG.length - 12);
    assertFound(cut, answer.formatted(base64(cut)));
  }

  @Test
  void partial_pictures_are_no_pieces_of_the_last_one() throws IOException {
    String partial = "data: {\"type\":\"x.partial_image\",\"b64_json\":\"%s\"}\n\n";
    String late = "data: {\"b64_json\":\"%s\",\"type\":\"x.partial_image\"}\n\n";
    byte[] cut = Arrays.copyOf(OTHER, OTHER.length / 2);
    String whole = joined(pieces(base64(PNG), 70), "data: {\"b64_json\":\"", "\"}\n\n");
    assertFound(PNG, partial.formatted(base64(cut)) + whole);
    assertFound(PNG, late.formatted(base64(cut)) + whole);
  }

  @Test
  void nothing_is_read_behind_the_last_byte_of_a_picture_in_pieces() throws IOException {
    String answer = "{\"b64_json\":[\"" + String.join("\",\"", pieces(base64(PNG), 64)) + "\"";
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), broken());
    assertThat(PictureFinder.find(in, this::begin).picture().orElseThrow().toByteArray())
        .isEqualTo(PNG);
  }

  @Test
  void an_answer_that_breaks_between_pieces_is_broken() {
    List<String> some = pieces(base64(JPEG), 64).subList(0, 3);
    String events = joined(some, "data: {\"delta\":\"", "\"}\n\n");
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(events.getBytes(StandardCharsets.UTF_8)), broken());
    assertThatThrownBy(() -> PictureFinder.find(in, this::begin)).hasMessage("broken");
    assertThat(begun).allMatch(kept -> kept.closed);
  }

  private static InputStream broken() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("broken");
      }
    };
  }

  @Test
  void a_url_that_comes_in_several_events_is_found() throws IOException {
    String words = "Done! ![fox](https://files.example/a/b?sig=1) Enjoy.";
    String events = joined(pieces(words, 7), "data: {\"delta\":\"", "\"}\n\n");
    assertThat(find(events).url()).isEqualTo("https://files.example/a/b?sig=1");
    String list = "{\"links\":[\"see https://x.example\",\"/docs/a.png\"]}";
    assertThat(find(list).url()).isEmpty();
  }

  @Test
  @Tag("slow")
  void a_picture_in_ten_thousand_pieces_needs_little_memory_and_time() throws IOException {
    byte[] large = new byte[6_000_000];
    ByteBuffer.wrap(large)
        .put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(large.length - 20)
        .put("IDAT".getBytes(StandardCharsets.ISO_8859_1));
    String events = joined(pieces(base64(large), 800), "data: {\"delta\":\"", "\"}\n\n");
    long[] count = {0};
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int value) {
            count[0]++;
          }

          @Override
          public void write(byte[] source, int offset, int length) {
            count[0] += length;
          }
        };
    byte[] answer = events.getBytes(StandardCharsets.UTF_8);
    PictureFinder.find(new ByteArrayInputStream(answer), () -> counting);
    assertThat(count[0]).isEqualTo(large.length);
  }
}
