package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.PublicUrl;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Wherever a URL carries the key, it is in no text that is stored or shown. */
class SecretUrlTest {
  private static final String KEY = "sk-Test.0123456789+abcdef/WXYZ";

  private final Redaction redaction = new Redaction(ApiKey.parse(KEY));

  @Provide
  Arbitrary<String> keys() {
    String encoded = URLEncoder.encode(KEY, StandardCharsets.UTF_8);
    return Arbitraries.of(
        KEY, encoded, URLEncoder.encode(encoded, StandardCharsets.UTF_8), KEY.toLowerCase());
  }

  @Provide
  Arbitrary<String> urls() {
    Arbitrary<String> forms =
        Arbitraries.of(
            "https://h.example/a.png?key=K",
            "https://h.example/a.png#K",
            "https://h.example/a.png?a=1#x?K",
            "https://K@h.example/a.png",
            "https://u:K@h.example:8443/a.png",
            "http://h.example/K/a.png",
            "http://h.example/a/K",
            "HTTPS://h.example?K",
            "https://h.example/a.png;K?b=K",
            "/files/a.png?key=K",
            "data:image/png;x=K,AAAA",
            "ftp://u:K@h.example/a");
    return Combinators.combine(forms, keys()).as((form, key) -> form.replace("K", key));
  }

  @Property(tries = 500)
  void the_place_of_a_picture_does_not_have_the_key(@ForAll("urls") String url) {
    assertThat(redaction.publicUrl(url)).doesNotContainIgnoringCase("0123456789");
    assertThat(redaction.publicUrl(url)).doesNotContain("?", "#", "@");
    assertThat(PublicUrl.of(url)).doesNotContain("?", "#", "@");
  }

  @Property(tries = 500)
  void a_message_that_quotes_the_url_does_not_have_its_secrets(@ForAll("urls") String url) {
    String secret = url.replaceAll("(?i)sk-[^@?#,;]*", "S3cr3t");
    String message = redaction.clean("cannot fetch \"" + secret + "\", sorry");
    if (secret.matches("(?i)https?://.*[?#].*")
        && !secret.matches("(?i)https?://[^?#@]*S3cr3t.*")) {
      assertThat(message).doesNotContain("S3cr3t");
    }
    assertThat(redaction.clean("cannot fetch " + KEY)).doesNotContain("0123456789");
  }

  @Test
  void an_address_without_secrets_stays_as_it_is() {
    String url = "https://h.example:8443/a/b%20c.png";
    assertThat(redaction.publicUrl(url)).isEqualTo(url);
    assertThat(redaction.clean("see https://h.example/docs."))
        .isEqualTo("see https://h.example/docs.");
  }
}
