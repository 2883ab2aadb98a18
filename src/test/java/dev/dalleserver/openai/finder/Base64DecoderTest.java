package dev.dalleserver.openai.finder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64DecoderTest {
  private static final byte[] BYTES = {(byte) 0xfb, (byte) 0xff, '/', 'f', 'o', 'x', 'a'};

  private static Optional<byte[]> decode(String text) throws IOException {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    Base64Decoder decoder = new Base64Decoder(decoded);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    boolean valid = decoder.write(bytes, 0, bytes.length) && decoder.finish();
    return valid ? Optional.of(decoded.toByteArray()) : Optional.empty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+/8vZm94YQ==",
        "-/8vZm94YQ",
        "-_8vZm94YQ=",
        " +/8v\r\n\tZm94YQ==\n",
        "%2B%2f8vZm94YQ%3D%3d",
        "&#43;&#x2F;8vZm94YQ&equals;&#61;",
        "+\\/8vZm94YQ==",
        "+\\\\\\/8vZm94YQ==",
        "\\u002B\\u002f8vZm94YQ\\u003d=",
        "\\\\u002B/8vZm94YQ==",
        "+/8v\\nZm94\\r\\tYQ==",
        "+&#92;/8vZm94YQ==",
        "+/8vZg==b3hh",
        "+/8=L2ZveA==YQ=="
      })
  void all_spellings_are_the_same_bytes(String text) throws Exception {
    assertThat(decode(text))
        .hasValueSatisfying(decoded -> assertThat(decoded).containsExactly(BYTES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+/8v!",
        "+/8v%zzAA",
        "+/8v%2zAA",
        "+/8v\\x41",
        "+/8v\\u00g1AAA",
        "+/8v&AA;",
        "+/8v&nothing;AA",
        "+/8v&#x2F",
        "+/8v" + "&" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "+/8vZ"
      })
  void anything_else_is_no_base64(String text) throws Exception {
    assertThat(decode(text)).isEmpty();
  }

  @Test
  void a_text_in_pieces_of_any_length_is_decoded_whole() throws Exception {
    byte[] bytes = new byte[20_001];
    new Random(1).nextBytes(bytes);
    byte[] text = Base64.getEncoder().encode(bytes);
    for (int piece : new int[] {1, 7, 8_192, text.length}) {
      ByteArrayOutputStream decoded = new ByteArrayOutputStream();
      Base64Decoder decoder = new Base64Decoder(decoded);
      for (int from = 0; from < text.length; from += piece) {
        assertThat(decoder.write(text, from, Math.min(piece, text.length - from))).isTrue();
      }
      assertThat(decoder.finish()).isTrue();
      assertThat(decoded.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void a_beginning_is_decoded_as_far_as_it_goes() throws Exception {
    byte[] text = "+/8vZ!".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Base64Decoder.decodeBeginning(text, 5)).containsExactly(0xfb, 0xff, '/');
    assertThat(Base64Decoder.decodeBeginning(text, 6)).isEmpty();
  }
}
