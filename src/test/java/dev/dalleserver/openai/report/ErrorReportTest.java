package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorReportTest {
  private static ErrorReport report(int status, String body) {
    return ErrorReport.of(status, body, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "400|{\"error\":{\"code\":\"insufficient_quota\"}}|QUOTA",
        "429|{\"error\":\"You exceeded your current quota, check your plan\"}|QUOTA",
        "429|{\"error\":\"Quota exceeded, please retry in 5s\"}|RATE_LIMIT",
        "402|{\"error\":\"you are out of credits\"}|QUOTA",
        "401|{\"error\":\"you are out of credits\"}|OTHER",
        "502|{\"error\":\"you are out of credits\"}|OTHER",
        "501|{\"error\":\"you are out of credits\"}|QUOTA",
        "401|{\"error\":{\"code\":\"insufficient_quota\"}}|QUOTA",
        "400|{\"error\":{\"type\":\"image_generation_user_error\"}}|MODERATION",
        "401|{\"error\":{\"code\":\"content_policy_violation\"}}|MODERATION",
        "400|{\"error\":\"The prompt may be NSFW.\"}|MODERATION",
        "429|{\"error\":\"The prompt may be NSFW.\"}|OTHER",
        "200|{\"error\":{\"message\":\"The prompt was blocked\"}}|MODERATION",
        "200|{\"nsfw\":true}|MODERATION",
        "200|{\"nsfw\":false}|OTHER",
        "400|{\"nsfw\":true}|OTHER",
        "200|{\"is_safe\":false}|MODERATION",
        "200|{\"is_safe\":true}|OTHER",
        "200|{\"block_reason\":\"because\"}|MODERATION",
        "200|{\"raiFilteredReason\":\"because\"}|MODERATION",
        "200|{\"refusal\":\"I cannot do that\"}|MODERATION",
        "200|{\"refusal\":\"no\"}|OTHER",
        "404|{\"error\":\"The model x does not exist\"}|MODEL",
        "404|{\"error\":{\"code\":\"model_not_found\"}}|MODEL",
        "503|{\"error\":{\"code\":\"model_not_found\"}}|OTHER",
        "400|{\"error\":\"API key not valid.\"}|KEY",
        "408|{\"error\":\"API key not valid.\"}|OTHER",
        "407|{\"error\":{\"code\":\"invalid_api_key\"}}|OTHER",
        "400|{\"message\":\"Too many requests\"}|RATE_LIMIT",
        "401|{\"code\":\"Throttling.RateQuota\"}|RATE_LIMIT",
        "503|{\"message\":\"Too many requests\"}|OTHER",
        "400|{\"message\":\"it is wrong\"}|OTHER"
      })
  void the_cause_is_known_by_codes_first_and_by_sentences_then(
      int status, String body, ErrorCause cause) {
    assertThat(report(status, body).cause()).isEqualTo(cause);
  }

  @Test
  void a_server_that_says_when_to_ask_again_is_busy_and_has_no_quota_that_ended() {
    assertThat(ErrorReport.of(503, "{\"message\":\"Too many requests\"}", true).cause())
        .isEqualTo(ErrorCause.RATE_LIMIT);
    assertThat(ErrorReport.of(502, "{\"message\":\"Too many requests\"}", true).cause())
        .isEqualTo(ErrorCause.OTHER);
    assertThat(ErrorReport.of(429, "{\"message\":\"quota exceeded\"}", true).cause())
        .isEqualTo(ErrorCause.OTHER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"error\":{\"message\":\"it is wrong\",\"code\":\"bad_thing\"}}|bad_thing|it is wrong",
        "{\"error\":{\"message\":\"bad_thing\",\"code\":\"bad_thing\"}}|bad_thing|",
        "{\"error\":{\"message\":\"it is wrong\",\"code\":400}}||it is wrong",
        "{\"error\":{\"message\":\"it is wrong\",\"code\":\"error\"}}||it is wrong",
        "{\"error\":{\"message\":\"it is wrong\",\"code\":\"so to speak\"}}||it is wrong",
        "{\"message\":\"it is wrong\",\"other\":\"it was late\"}||it is wrong",
        "{\"errors\":[\"it is wrong\",\"it is wrong\",\"it was late\"]}||it is wrong; it was late",
        "{\"errors\":[\"it is a\",\"it is b\",\"it is c\",\"it is d\"]}||it is a; it is b; it is c",
        "{\"error\":{\"message\":\"Provider returned error\",\"x\":\"it is wrong\"}}||it is wrong",
        "{\"error\":\"Bad request\"}||Bad request",
        "{\"error\":\"Bad request\",\"detail\":\"failed\"}||Bad request",
        "{\"why\":\"it is wrong\"}||it is wrong",
        "{\"error\":\"HTTP 400: It is wrong\"}||It is wrong",
        "{\"errors\":{\"mood\":\"it is wrong\"}}||mood: it is wrong",
        "{\"errors\":{\"model\":\"it is wrong\"}}||model: it is wrong",
        "{\"errors\":{\"mood\":\"the mood is wrong\"}}||the mood is wrong",
        "{\"fields\":{\"mood\":\"it is wrong\"}}||mood: it is wrong",
        "{\"detail\":[{\"loc\":[\"body\",\"mood\"],\"msg\":\"it is wrong\"}]}||mood: it is wrong",
        "{\"path\":\"/v1/images\",\"message\":\"it is wrong\"}||it is wrong",
        "{\"path\":\"/mood\",\"message\":\"it is wrong\"}||mood: it is wrong",
        "{\"path\":\"https://x.example/mood\",\"message\":\"it is wrong\"}||it is wrong",
        "{\"input\":\"a fox in snow\",\"request\":{\"why\":\"a fox in snow\"}}||",
        "{\"request\":{\"message\":\"it is wrong\"}}||it is wrong",
        "{\"error\":\"https://x.example/why\"}|https://x.example/why|",
        "{\"title\":\"it is wrong\",\"why\":\"it was late\"}||it is wrong",
        "{\"error\":\"1234\"}|1234|",
        "error=invalid_scope&error_description=it+is+%6eew|invalid_scope|it is new",
        "error=100%+wrong&x=1||100%+wrong",
        "It said [\"a\", \"b\"] to me||It said [\"a\", \"b\"] to me",
        "Error: {\"message\":\"it is wrong\"}||it is wrong",
        "{\"message\":\"it is wro||it is wro",
        "{\"message\":\"it is wr\\\"o||it is wr\"o",
        "{'message': 'it is wrong', 'x': None, 'y': 'it was late'}||it is wrong",
        "\"it is wrong\"||it is wrong",
        "\"it\" is wrong||\"it\" is wrong",
        "{\"message\":\"it &amp;lt;is&amp;gt; \\\\u006eew\"}||it <is> new",
        "{\"message\":\"see C:\\\\data &#65; &#x42;\"}||see C:\\data A B",
        "{\"error\":\"Traceback (most recent call last):\\n"
            + "  x\\n"
            + "ValueError: it is wrong\"}||ValueError: it is wrong",
        "<error code=\"bad_thing\" message=\"it is &quot;wrong&quot;\"/>|bad_thing|it is \"wrong\"",
        "<e><ns:message>it is wrong</ns:message><code></code></e>||it is wrong",
        "<e><message><![CDATA[it <is> wrong]]></message></e>||it <is> wrong",
        "<e>it is <b/> wrong</e>||it is wrong",
        "<html><title>Oops</title><p>Error</p><p>it is wrong</p></html>||it is wrong",
        "<html><title>it is wrong</title><h1>It is</h1></html>||it is wrong",
        "<html><title>it is wrong</title><h1>It was late</h1></html>||it is wrong: It was late",
        "<html><title></title><h1></h1><h2>it is wrong</h2></html>||it is wrong",
        "<html><b>it is</b> <i>wrong</i></html>||it is wrong"
      })
  void the_sentences_and_the_code_are_told(String body, String code, String sentence) {
    ErrorReport report = report(400, body);
    assertThat(report.sentence()).isEqualTo(sentence == null ? "" : sentence);
    assertThat(report.code()).isEqualTo(code == null ? "" : code);
  }

  @Test
  void a_long_sentence_ends_at_a_word_and_cuts_no_character() {
    assertThat(report(400, "{\"error\":\"" + "so wrong ".repeat(50) + "\"}").sentence())
        .hasSizeBetween(290, 301)
        .endsWith(" so…");
    assertThat(report(400, "{\"error\":\"it is " + "x".repeat(400) + "\"}").sentence())
        .hasSize(301)
        .endsWith("x…");
    String foxes = "it is x" + "🦊".repeat(200);
    assertThat(report(400, "{\"error\":\"" + foxes + "\"}").sentence())
        .isEqualTo(foxes.substring(0, 299) + "…");
    assertThat(report(400, "{\"error\":\"it is " + "x".repeat(294) + "\"}").sentence())
        .hasSize(300)
        .endsWith("x");
  }

  @Test
  void together_the_sentences_are_no_longer_than_one() {
    String first = "it is " + "x".repeat(200);
    assertThat(
            report(400, "{\"errors\":[\"" + first + "\",\"it was " + "y".repeat(200) + "\"]}")
                .sentence())
        .isEqualTo(first);
  }

  @Test
  void of_a_cut_answer_of_success_only_members_for_failures_count() {
    String body = "{\"data\":[{\"revised\":\"a fox in snow\"";
    assertThat(ErrorReport.ofSuccess(200, body, true).sentence()).isEqualTo("a fox in snow");
    assertThat(ErrorReport.ofSuccess(200, body, false).sentence()).isEmpty();
    assertThat(ErrorReport.ofSuccess(200, "{\"error\":\"it is wrong\"", false).sentence())
        .isEqualTo("it is wrong");
  }

  @Test
  void a_model_that_talks_instead_of_painting_is_told_of_a_success_only() {
    String body = "{\"choices\":[{\"message\":{\"content\":\"I cannot paint\"}}]}";
    assertThat(ErrorReport.ofSuccess(200, body, true).sentence()).isEqualTo("I cannot paint");
    assertThat(report(400, body).sentence()).isEmpty();
    String number = "{\"choices\":[{\"message\":{\"content\":\"1234\"}}]}";
    assertThat(ErrorReport.ofSuccess(200, number, true).sentence()).isEmpty();
  }

  @Test
  void what_is_said_has_nothing_of_what_the_answer_repeats() {
    ErrorReport report =
        report(
            400,
            "{\"type\":\"bad_kind\",\"input\":\"a fox\",\"error\":{\"message\":\"it is"
                + " wrong\",\"param\":\"size.width\",\"code\":\"bad_thing\"}}");
    assertThat(report.texts()).containsExactly("it is wrong");
    assertThat(report.parameters()).containsExactly("size", "width");
    assertThat(report.codes()).containsExactly("bad_kind", "bad_thing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><head><title>Just a moment...</title></head></html>",
        "<title>Attention Required! &#124; Cloudflare</title>",
        "<html><iframe src='/_Incapsula_Resource?a=b'></iframe></html>"
      })
  void a_page_against_bots_is_one_unless_it_limits_the_rate(String page) {
    assertThat(report(403, page).cause()).isEqualTo(ErrorCause.BOT_PROTECTION);
    assertThat(report(403, page).sentence()).startsWith("a protection against bots");
    assertThat(report(403, page).texts()).containsExactly(report(403, page).sentence());
    assertThat(ErrorReport.ofSuccess(200, page, true).cause()).isEqualTo(ErrorCause.BOT_PROTECTION);
    assertThat(report(429, page).cause()).isNotEqualTo(ErrorCause.BOT_PROTECTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Just a moment...",
        "<html><title>Forbidden</title></html>",
        "<html><title>Forbidden</title>_incapsula_resource</html>",
        "<html>cloudflare</html>"
      })
  void other_pages_are_no_protection(String page) {
    assertThat(BotProtection.explain(page)).isEmpty();
  }

  @Test
  void a_page_against_bots_is_told_with_its_maker_and_title() {
    assertThat(
            BotProtection.explain(
                "<html><title> Just a moment... </title><script"
                    + " src='/cdn-cgi/challenge-platform/'>"))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("(Cloudflare)")
                    .contains("with the page \"Just a moment...\""));
    assertThat(BotProtection.explain("<html>_Incapsula_Resource</html>"))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).contains("(Incapsula)").doesNotContain("with the page"));
  }
}
