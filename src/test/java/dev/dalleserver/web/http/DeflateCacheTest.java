package dev.dalleserver.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DeflateCacheTest {
  private final DeflateCache texts = new DeflateCache();

  private static String unzip(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void parts_are_joined_for_texts_of_any_length() throws IOException {
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 100, 8191, 8192, 8193, 65535, 65536, 300_000, 2_000_000}) {
      StringBuilder text = new StringBuilder();
      while (text.length() < length) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      byte[] file = texts.gzip(bytes("begin "), bytes(text.toString()), bytes(" end"));
      assertThat(unzip(file)).as("of length " + length).isEqualTo("begin " + text + " end");
    }
  }

  @Test
  void a_text_is_compressed_once_and_a_changed_one_anew() throws IOException {
    String text = "a list ".repeat(100_000);
    for (int i = 0; i < 5; i++) {
      assertThat(unzip(texts.gzip(bytes("1"), bytes(text), bytes("" + i))))
          .isEqualTo("1" + text + i);
    }
    assertThat(texts.compressions()).isEqualTo(1);
    assertThat(unzip(texts.gzip(bytes("1"), bytes(text + "x"), bytes("2"))))
        .isEqualTo("1" + text + "x2");
    assertThat(texts.compressions()).isEqualTo(2);
  }

  @Test
  void many_texts_do_not_fill_the_memory() throws IOException {
    for (int i = 0; i < 200; i++) {
      String text = (i + " ").repeat(50_000);
      assertThat(unzip(texts.gzip(bytes(""), bytes(text), bytes("")))).isEqualTo(text);
    }
    assertThat(texts.rememberedBytes()).isBetween(1_000_000, 4 << 20);
  }
}
