package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No signature, token or password of a provider's URL is stored or shown. */
class PublicUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example/p.png, https://a.example/p.png",
    "https://a.example/p.png?sig=secret, https://a.example/p.png",
    "https://a.example/p.png#secret, https://a.example/p.png",
    "https://a.example/p.png#a?secret, https://a.example/p.png",
    "https://a.example/p.png?a#secret, https://a.example/p.png",
    "https://user:secret@a.example/p.png, https://a.example/p.png",
    "HTTP://user@a.example, HTTP://a.example",
    "https://a.example?secret, https://a.example"
  })
  void what_may_be_secret_is_cut_off(String url, String shown) {
    assertThat(PublicUrl.of(url)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "data:image/png;base64,AAAA",
        "ftp://a.example/x",
        "//user:secret@a.example/x",
        "https://",
        "https://a.example/x y",
        "https://a.example/user@b",
        "see https://a.example"
      })
  void what_is_no_plain_web_address_is_not_shown(String url) {
    assertThat(PublicUrl.of(url)).isEmpty();
  }
}
