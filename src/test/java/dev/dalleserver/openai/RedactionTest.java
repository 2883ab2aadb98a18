package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  private final Redaction redaction = new Redaction(ApiKey.parse("token-of-a-compatible-server"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad token-of-a-compatible-server here|bad sk-…rver here",
        "bad sk-proj-abcd****efgh here|bad sk-… here",
        "no file /home/me/.env, sorry|no file …, sorry",
        "no file C:\\Users\\me\\key.txt|no file …",
        "see https://example.org/docs/errors|see https://example.org/docs/errors",
        "unknown URL (POST /v1/foo)|unknown URL (POST /v1/foo)"
      })
  void secrets_and_paths_go_and_the_rest_stays(String text, String expected) {
    assertThat(redaction.clean(text)).isEqualTo(expected);
  }

  @Test
  void a_message_is_one_short_line() {
    assertThat(redaction.clean("a\r\n[ERROR] forged\u001b[31m" + "x".repeat(1_000)))
        .startsWith("a [ERROR] forged [31m")
        .hasSize(501)
        .endsWith("…");
  }
}
