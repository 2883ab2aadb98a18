package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dalleserver.painting.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PngTextTest {
  private static final byte[] PICTURE = Samples.plain(0x336699, 3, 2);

  @Property(tries = 500)
  void any_text_comes_back(@ForAll String text) throws DamagedPngException {
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

    byte[] png = PngText.insert(PICTURE, Map.of("Title", text));

    assertThat(PngText.read(png)).containsExactly(Map.entry("Title", valid.replace('\0', '?')));
  }

  @Test
  void texts_come_back_in_order_and_the_picture_is_still_one() throws DamagedPngException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("Title", "Ein schöner Hund");
    texts.put("Creation Time", "Thu, 1 Jan 2026 00:00:00 GMT");
    texts.put("Description", "日本語 <svg onload=alert(1)>\n".repeat(200));

    byte[] png = PngText.insert(PICTURE, texts);

    assertThat(PngText.read(png)).containsExactlyEntriesOf(texts);
    assertThat(Samples.read(png).getRGB(2, 1) & 0xffffff).isEqualTo(0x336699);
  }

  @Test
  void latin_is_written_plainly_and_all_else_internationally() throws DamagedPngException {
    assertThat(typeFor("Façade\nline")).isEqualTo("tEXt");
    assertThat(typeFor("a\tb")).isEqualTo("iTXt");
    assertThat(typeFor("snow ☃")).isEqualTo("iTXt");
  }

  @Test
  void long_international_texts_are_compressed() throws DamagedPngException {
    byte[] png = PngText.insert(PICTURE, Map.of("Title", "☃".repeat(30_000)));

    assertThat(png).hasSizeLessThan(PICTURE.length + 1000);
  }

  @Test
  void a_keyword_that_the_standard_forbids_is_refused() {
    for (String keyword : List.of("", " x", "x ", "a  b", "ключ", "x".repeat(80))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PngText.insert(PICTURE, Map.of(keyword, "text")));
    }
  }

  @Nested
  class Reading_what_others_wrote {
    @Test
    void compressed_latin_is_read() throws Exception {
      byte[] data = join("Comment\0\0", deflated("Grüße".getBytes(StandardCharsets.ISO_8859_1)));

      assertThat(read("zTXt", data)).containsExactly(Map.entry("Comment", "Grüße"));
    }

    @Test
    void a_malformed_text_is_passed_over() throws Exception {
      assertThat(read("tEXt", join("no end of keyword"))).isEmpty();
      assertThat(read("tEXt", join("\0no keyword"))).isEmpty();
      assertThat(read("zTXt", join("Comment\0\0not deflate"))).isEmpty();
      assertThat(read("zTXt", join("Comment\0\1"))).isEmpty();
      assertThat(read("iTXt", join("Title\0\2\0\0\0text"))).isEmpty();
      assertThat(read("iTXt", join("Title\0\0\0"))).isEmpty();
    }

    @Test
    void of_two_with_one_keyword_the_first_counts() throws Exception {
      byte[] once = PngText.insert(PICTURE, Map.of("Title", "second"));
      byte[] twice = PngText.insert(once, Map.of("Title", "first"));

      assertThat(PngText.read(twice)).containsExactly(Map.entry("Title", "first"));
    }

    @Test
    void a_text_that_would_grow_without_end_is_refused() throws Exception {
      byte[] bomb = join("Comment\0\0", deflated(new byte[5 << 20]));

      assertThatExceptionOfType(DamagedPngException.class)
          .isThrownBy(() -> read("zTXt", bomb))
          .withMessageContaining("more than");
    }

    @Test
    void a_wrong_checksum_is_noticed() throws Exception {
      byte[] png = PngText.insert(PICTURE, Map.of("Title", "A Dog"));
      png[33 + 8 + 6] ^= 1;

      assertThatExceptionOfType(DamagedPngException.class)
          .isThrownBy(() -> PngText.read(png))
          .withMessageContaining("checksum");
    }

    private Map<String, String> read(String type, byte[] data) throws DamagedPngException {
      return PngText.read(withChunk(type, data));
    }
  }

  @Property(tries = 1000)
  void no_bytes_do_more_harm_than_the_declared_exception(@ForAll @Size(max = 200) byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property(tries = 1000)
  void no_chunk_does_more_harm_than_the_declared_exception(
      @ForAll @IntRange(max = 2) int type, @ForAll @Size(max = 60) byte[] data) {
    readOrRefuse(withChunk(List.of("tEXt", "zTXt", "iTXt").get(type), data));
  }

  @Property(tries = 1000)
  void no_mutation_does_more_harm_than_the_declared_exception(@ForAll long seed)
      throws DamagedPngException {
    byte[] png = PngText.insert(PICTURE, Map.of("Title", "☃".repeat(600), "Software", "x"));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3; i++) {
      png[random.nextInt(png.length)] = (byte) random.nextInt();
    }

    readOrRefuse(Arrays.copyOf(png, random.nextInt(png.length + 1)));
  }

  private static void readOrRefuse(byte[] bytes) {
    try {
      assertThat(PngText.read(bytes)).isNotNull();
    } catch (DamagedPngException e) {
      assertThat(e).hasMessageContaining("PNG");
    }
  }

  private static String typeFor(String text) throws DamagedPngException {
    byte[] png = PngText.insert(PICTURE, Map.of("Title", text));
    assertThat(PngText.read(png)).containsEntry("Title", text);
    return PngChunk.readAll(png).get(1).type();
  }

  private static byte[] withChunk(String type, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(PICTURE, 0, 33);
    ByteBuffer buffer = ByteBuffer.wrap(data);
    out.writeBytes(PngEncoder.chunk(type, buffer.position(data.length)));
    out.write(PICTURE, 33, PICTURE.length - 33);
    return out.toByteArray();
  }

  private static byte[] join(String text, byte... rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(rest);
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }
}
