package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets in the base64 of a picture: found wherever they are, and not looked for where none is.
 */
class SecretGramsTest {
  private static String base64(long seed, int bytes) {
    byte[] picture = new byte[bytes];
    new Random(seed).nextBytes(picture);
    return Base64.getEncoder().encodeToString(picture);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "four", "sk-0123", "sk-012345678", "sk-0123456789~~~??>>abcdefWXYZ"})
  void a_key_is_found_at_every_place_in_every_encoding(String secret) {
    ApiKey key = ApiKey.parse(secret);
    byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
    String picture = base64(1, 90);
    for (int place = 0; place < picture.length(); place++) {
      String before = picture.substring(0, place);
      String after = picture.substring(place);
      assertThat(key.redactFrom(before + secret.toUpperCase(Locale.ROOT) + after)).contains("sk-…");
      assertThat(key.redactFrom(before + secret)).contains("sk-…");
      if (secret.length() >= 12) {
        assertThat(key.redactFrom(before + HexFormat.of().formatHex(bytes) + after))
            .contains("sk-…");
        String url = Base64.getUrlEncoder().encodeToString(bytes);
        assertThat(key.redactFrom(before + url + after)).contains("sk-…");
      }
    }
  }

  @Test
  void a_picture_is_hardly_ever_searched_with_patterns() {
    SecretGrams grams = new SecretGrams(java.util.List.of("sk-0123456789abcdefghij-last"));
    long suspected =
        IntStream.range(0, 100).filter(i -> grams.mayBeIn(base64(i, 48 << 10))).count();
    assertThat(suspected).isLessThan(5);
  }
}
