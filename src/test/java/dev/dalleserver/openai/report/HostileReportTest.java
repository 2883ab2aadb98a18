package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are made to keep their reader busy. */
class HostileReportTest {
  /** So long that work which grows with the square of it never ends. */
  private static final int LENGTH = 1 << 20;

  @ParameterizedTest
  @Timeout(60)
  @ValueSource(
      strings = {
        "<script", "{\"a\":", "[", "{'", "data: {", "\"\\", "<x>", "&#x", "<title", "<h1 ", "<h1>",
        "<p>", "<p ", "&amp;", "error ", "\\n", "\\\\n", "\\/", "the ", "unknown ", "1,000,", "a/",
        "size 1 "
      })
  void a_long_one_is_read_to_its_end(String part) {
    String body = part.repeat(LENGTH / part.length());
    String within = "{\"error\":" + TextNode.valueOf(body) + "}";
    for (String answer : new String[] {body, within}) {
      assertThat(ErrorReport.of(400, answer, false).sentence()).hasSizeLessThanOrEqualTo(301);
    }
  }
}
