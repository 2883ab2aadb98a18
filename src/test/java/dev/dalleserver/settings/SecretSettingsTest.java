package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSettingsTest {
  @TempDir Path folder;
  Loading start;

  @BeforeEach
  void set_up() {
    start = new Loading(folder);
  }

  static final String KEY = "sk-very-secret-0123456789";

  @Test
  void a_key_makes_the_remote_provider_paint_and_is_never_printed() {
    start.with("OPENAI_API_KEY", KEY);

    Settings settings = start.settings();

    assertThat(settings.openAi().apiKey().orElseThrow().reveal()).isEqualTo(KEY);
    assertThat(settings.effectiveImageProvider()).isEqualTo(ImageProviderChoice.OPENAI);
    assertThat(settings.toString()).doesNotContain(KEY);
  }

  @Test
  void a_key_on_the_command_line_is_refused_without_repeating_it() {
    for (String[] args :
        List.of(
            new String[] {"--openai-api-key", KEY},
            new String[] {"--openai-api-key=" + KEY},
            new String[] {"--openai-api-kye", KEY},
            new String[] {"--openai-api-kye=" + KEY},
            new String[] {KEY},
            new String[] {"--image-model", "x y" + " " + KEY})) {
      assertThat(start.problems(args)).singleElement().asString().doesNotContain("secret");
    }
    assertThat(start.problems("--openai-api-key", KEY).get(0))
        .contains("OPENAI_API_KEY", "--openai-api-key-file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY=\"sk-very-secret\\r\\nX-Evil: 1\"",
        "OPENAI_API_KEY=sk-very-secret\r\r\n",
        "OPENAI_API_KEY=sk-very secret",
        "OPENAI_API_KEY=sk-very-secret\u00e9",
        "OPENAI_API_KEY=sk-very-secret\u0000",
        "TB_DALLE_OPENAI_API_KEY='sk-very-secret\u007f'",
        "OPENAI_API_KEY='sk-very-secret",
        "OPENAI API_KEY=sk-very-secret",
        "TB_DALLE_OPENAI_BASE_URL=https://me:sk-very-secret@example.org",
      })
  void one_that_could_not_stand_in_a_header_is_refused_without_printing_it(String line) {
    start.file(".env", line);

    assertThat(start.problems())
        .singleElement()
        .asString()
        .contains(".env:1")
        .doesNotContain("secret", "Evil");
  }

  @Test
  void a_key_file_is_trimmed() {
    start.file("key", "  " + KEY + "\r\n\n");

    Settings settings = start.settings("--openai-api-key-file", "key");

    assertThat(settings.openAi().apiKey()).isEqualTo(Secret.of(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "# only a comment", "two words", "one\ntwo", "caf\u00e9"})
  void a_key_file_without_exactly_one_key_is_refused_without_printing_it(String text) {
    start.file("key", text);

    assertThat(start.problems("--openai-api-key-file=key"))
        .singleElement()
        .asString()
        .contains("--openai-api-key-file")
        .doesNotContain("words", "two", "caf");
  }

  @Test
  void of_key_and_key_file_the_one_given_first_wins() {
    start.file("key", "from-file").with("OPENAI_API_KEY", "from-environment");

    assertThat(start.settings("--openai-api-key-file=key").openAi().apiKey())
        .isEqualTo(Secret.of("from-file"));

    start.file(".env", "TB_DALLE_OPENAI_API_KEY_FILE=key");
    assertThat(start.settings().openAi().apiKey()).isEqualTo(Secret.of("from-environment"));

    start.with("OPENAI_API_KEY", "");
    assertThat(start.settings().openAi().apiKey()).isEmpty();
  }

  @Test
  void a_token_file_may_hold_several_tokens() {
    start.file("tokens", "# for the gallery\nfirst\n\n  second\n");

    assertThat(start.settings("--api-token-file=tokens").web().apiTokens())
        .extracting(Secret::reveal)
        .containsExactly("first", "second");
  }

  @Test
  void a_webhook_comes_with_what_signs_it() {
    start.file("signing", "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0IQ==");

    Settings settings =
        start.settings(
            "--webhook-url=https://hooks.example/T0?x=y", "--webhook-secret-file=signing");

    WebhookSettings webhook = settings.webhook().orElseThrow();
    assertThat(webhook.url()).contains(URI.create("https://hooks.example/T0?x=y"));
    assertThat(webhook.secret()).isEqualTo(Secret.of("whsec_c2VjcmV0IG9mIHRoZSB0ZXN0IQ=="));
    assertThat(settings.toString()).doesNotContain("T0", "c2VjcmV0");
  }

  @Test
  void a_secret_alone_lets_callers_name_who_is_told() {
    start.file("signing", "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0IQ==");

    assertThat(start.settings("--webhook-secret-file=signing").webhook().orElseThrow().url())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"whsec_", "whsec_!", "whsec_a", "s3cret", "c2VjcmV0IG9mIHRoZSB0ZXN0IQ=="})
  void a_webhook_secret_must_be_what_the_standard_signs_with(String text) {
    start.file("signing", text);

    assertThat(start.problems("--webhook-secret-file=signing"))
        .singleElement()
        .asString()
        .startsWith("--webhook-secret-file: ")
        .contains("whsec_ and base64")
        .doesNotContain(text + ";");
  }

  @Nested
  class WhenOthersCanReachTheKey {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "pictures.example", "127.1", "[::]"})
    void the_start_is_refused(String host) {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.problems("--host", host))
          .singleElement()
          .asString()
          .startsWith("--host: ")
          .contains("--api-token-file", "--allow-anonymous")
          .doesNotContain("sk-abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1", "[::1]"})
    void loopback_is_fine(String host) {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.settings("--host", host).web().host()).doesNotContain("[");
    }

    @Test
    void a_token_file_or_the_operators_word_is_enough() {
      start.with("OPENAI_API_KEY", "sk-abc").file("tokens", "abc");

      start.settings("--host=0.0.0.0", "--api-token-file=tokens");
      start.settings("--host=0.0.0.0", "--allow-anonymous");
    }

    @Test
    void without_a_key_any_host_is_fine() {
      assertThat(start.settings("--host=0.0.0.0").web().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void an_unreadable_token_file_is_one_problem_not_two() {
      start.with("OPENAI_API_KEY", "sk-abc");

      assertThat(start.problems("--host=0.0.0.0", "--api-token-file=nope")).hasSize(1);
    }
  }

  @Test
  void a_secret_compares_by_its_text_and_refuses_the_empty_one() {
    Secret secret = Secret.of("abc").orElseThrow();

    assertThat(secret.matches("abc")).isTrue();
    assertThat(secret.matches("abcd")).isFalse();
    assertThat(secret.matches("ABC")).isFalse();
    assertThat(secret.matches("")).isFalse();
    assertThat(Secret.of("")).isEqualTo(Optional.empty());
  }
}
