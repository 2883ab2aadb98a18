package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands around a key when it is copied, and what is no key. */
class ApiKeyTextTest {
  private static final String KEY = "sk-proj-0123_abc-XYZ=";
  private static final List<String> WRAPPERS =
      List.of(
          "%s",
          " %s ",
          "%s\n",
          "%s\r\n",
          "\t%s",
          "\u00a0%s",
          "\ufeff%s",
          "%s\u200b",
          "\"%s\"",
          "'%s'",
          "`%s`",
          "\u201c%s\u201d",
          "Bearer %s",
          "bearer  %s",
          "Authorization: %s",
          "api-key: %s",
          "OPENAI_API_KEY=%s",
          "OPENAI_API_KEY = %s",
          "export OPENAI_API_KEY=%s",
          "AZURE_OPENAI_API_KEY: %s",
          "api_key=%s",
          "$env:OPENAI_API_KEY=%s",
          "OPENAI_API_KEY='%s';",
          "%s,",
          "'%s",
          "%s\"");

  @Test
  void whatever_mixture_stands_around_it_the_key_is_found() {
    Random random = new Random(18);
    for (int i = 0; i < 2_000; i++) {
      String text = KEY;
      for (int depth = random.nextInt(4); depth >= 0; depth--) {
        text = WRAPPERS.get(random.nextInt(WRAPPERS.size())).replace("%s", text);
      }
      assertThat(ApiKeyText.parse(text).map(Secret::reveal)).as(text).contains(KEY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "$OPENAI_API_KEY",
        "${OPENAI_API_KEY}",
        "%OPENAI_API_KEY%",
        "{{ .Values.key }}",
        "{{key}}",
        "{\"api_key\":\"sk-proj-0123\"}",
        "<your-key>",
        "https://api.openai.com/v1",
        "Bearer ",
        "two words",
        "sk-caf\u00e9",
        "sk-a\nsk-b",
        "sk-\u0000"
      })
  void anything_else_is_refused(String text) {
    assertThat(ApiKeyText.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c2VjcmV0a2V5==", "monkey:business", "a=b", "user:pass"})
  void a_key_that_only_looks_like_more_stays_whole(String key) {
    assertThat(ApiKeyText.parse(key).map(Secret::reveal)).contains(key);
  }

  @Test
  void a_file_may_be_a_dot_env_or_come_from_windows() {
    String env = "# mine\nOPENAI_ORG_ID=org-1\nexport OPENAI_API_KEY=\"" + KEY + "\"\r\n";
    assertThat(file(env, StandardCharsets.UTF_8)).contains(KEY);
    assertThat(file("\ufeff" + KEY + "\r\n", StandardCharsets.UTF_16LE)).contains(KEY);
    assertThat(file("\ufeff" + KEY + "\r\n", StandardCharsets.UTF_16BE)).contains(KEY);
    assertThat(file("\ufeff" + KEY + "\n", StandardCharsets.UTF_8)).contains(KEY);
    assertThat(file("A_KEY=one\nB_KEY=two\n", StandardCharsets.UTF_8)).isEmpty();
    assertThat(file("one\ntwo\n", StandardCharsets.UTF_8)).isEmpty();
    assertThat(file("{\"api_key\": \"" + KEY + "\"}", StandardCharsets.UTF_8)).isEmpty();
  }

  private static Optional<String> file(String text, Charset charset) {
    return ApiKeyText.parseFile(text.getBytes(charset)).map(Secret::reveal);
  }
}
