package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
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

  /** What takes a stack of its own for each repetition, where patterns are not bounded. */
  @ParameterizedTest
  @ValueSource(strings = {"\\n", "unknown ", "the ", "a/", ",123", "1m", "/a", "x=\"1\" "})
  void repetitions_take_no_stack(String part) {
    String text = part.repeat(8_000);
    for (String words : new String[] {text, "1" + text, "operations " + text}) {
      String within =
          "{\"id\":" + TextNode.valueOf(words) + ",\"error\":" + TextNode.valueOf(words) + "}";
      for (int status : new int[] {200, 400}) {
        for (String answer : new String[] {words, within, "{\"name\":" + within + "}"}) {
          ErrorReport report = ErrorReport.of(status, answer, false);
          assertThat(report.sentence()).hasSizeLessThanOrEqualTo(301);
          assertThat(ParameterRefusal.findAll(report, Map.of("prompt", "a fox", "size", "8x8")))
              .isEmpty();
        }
      }
    }
  }
}
