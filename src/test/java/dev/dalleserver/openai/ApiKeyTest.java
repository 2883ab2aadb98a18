package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  @Test
  void shows_its_last_four_characters_only() {
    assertThat(ApiKey.parse(" sk-proj-0123456789abcd\n")).hasToString("sk-…abcd");
    assertThat(ApiKey.parse("short")).hasToString("sk-…");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-secret\r\nX-Evil: 1",
        "sk-secret\nmore",
        "sk-secr\u00e9t",
        "sk-sec ret",
        "sk-secret\u0000x",
        "sk-secret\u2028x"
      })
  void refuses_what_no_header_may_carry_without_repeating_it(String text) {
    assertThatThrownBy(() -> ApiKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("sec")
        .hasMessageContaining("position");
  }

  @Test
  void refuses_nothing_at_all() {
    assertThatThrownBy(() -> ApiKey.parse(" \n")).hasMessage("the API key is empty");
  }

  @Test
  void stays_out_of_everything_that_prints_settings() {
    OpenAiSettings settings = TestSettings.of("sk-proj-0123456789abcd", "http://localhost:1/v1");
    assertThat(settings.toString()).contains("sk-…abcd").doesNotContain("0123");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host/v1",
        "host:8080",
        "https://me:pw@host/v1",
        "https://host/v1?key=1",
        "https:///v1"
      })
  void a_base_url_is_a_plain_web_address(String url) {
    String key = "sk-proj-0123456789abcd";
    assertThatThrownBy(() -> TestSettings.of(key, url))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TestSettings.of(key, "http://localhost:1/v1//").baseUrl())
        .isEqualTo("http://localhost:1/v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "me:", "user:"})
  void the_key_is_masked_in_base64_and_hexadecimal_too(String before) {
    String secret = "sk-0123456789~~~??>>abcdefWXYZ";
    ApiKey key = ApiKey.parse(secret);
    byte[] bytes = (before + secret + "/x").getBytes(StandardCharsets.US_ASCII);
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String text = encoder.encodeToString(bytes);
      assertThat(key.redactFrom(text)).contains("sk-…WXYZ").hasSizeLessThan(text.length() / 2);
    }
    assertThat(key.redactFrom(HexFormat.of().formatHex(bytes))).contains("sk-…WXYZ");
  }
}
