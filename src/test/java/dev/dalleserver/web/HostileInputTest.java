package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.batches.InvalidBatchException;
import dev.dalleserver.picture.InvalidAddressException;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.web.http.ApiError;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every input is accepted or refused: never a 500, never another file. */
class HostileInputTest {
  @Property
  void any_texts_are_a_key_that_is_safe_in_a_path_or_none(
      @ForAll("names") String series, @ForAll("names") String address) {
    try {
      PictureKey key = PictureKey.parse(series, address);
      assertThat(key.seriesText())
          .matches("[a-z0-9][a-z0-9_-]{0,63}")
          .isEqualToIgnoringCase(series);
      assertThat(key.addressText()).matches("0x[0-9a-f]{40}").isEqualToIgnoringCase(address);
    } catch (InvalidSeriesException | InvalidAddressException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  @Property
  void any_bytes_are_a_request_or_refused(@ForAll byte[] body) {
    assertReadOrRefused(body);
  }

  @Property
  void anything_like_json_is_a_request_or_refused(@ForAll("likeJson") String body) {
    assertReadOrRefused(body.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertReadOrRefused(byte[] body) {
    try {
      assertThat(BatchRequestReader.read("application/json", body).prompt()).isNotBlank();
    } catch (ApiError e) {
      assertThat(e.status()).isEqualTo(400);
    } catch (InvalidBatchException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(80),
        Arbitraries.strings().withChars("0xX19aAfFgz-._/\\%;\u0000\r\n \u0130").ofMaxLength(70),
        Arbitraries.strings().withChars("0123456789abcdefABCDEF").ofLength(40).map("0x"::concat),
        Arbitraries.of("simple", "..", ".", "", "a", "-a", "simple/", "simple\n", "ſimple"));
  }

  @Provide
  Arbitrary<String> likeJson() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\"prompt\"",
            "\"count\"",
            "\"seed\"",
            "\"width\"",
            "\"steps\"",
            "\"a cat\"",
            "1",
            "-1",
            "512",
            "1e999999999",
            "0.5",
            "null",
            "true",
            "\\u0000",
            "\\ud800",
            " ",
            "\n",
            "//",
            "NaN",
            "9007199254740993");
    return piece.list().ofMaxSize(14).map(pieces -> String.join("", pieces));
  }
}
