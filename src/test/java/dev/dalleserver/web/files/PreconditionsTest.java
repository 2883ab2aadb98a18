package dev.dalleserver.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.web.files.Preconditions.Outcome;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a content with the tag {@code "one"}, written on 2 January 2026 at noon. */
class PreconditionsTest {
  private static final String DATE = "Fri, 02 Jan 2026 12:00:00 GMT";
  private static final Representation CONTENT = content("\"one\"", true);

  private static Representation content(String tag, boolean dated) {
    HttpField field = new HttpField(HttpHeader.LAST_MODIFIED, DATE);
    return Representation.of(
        1,
        Representation.type("image/png"),
        tag,
        dated ? new Representation.Modified(1_767_355_200, field) : null);
  }

  private static Outcome weigh(Representation content, String... headers) {
    HttpFields.Mutable fields = HttpFields.build();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    return Preconditions.evaluate(fields, content);
  }

  @Test
  void without_any_the_answer_goes_on() {
    assertThat(weigh(CONTENT)).isEqualTo(Outcome.PROCEED);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"one\"', PROCEED",
    "'\"two\", \"one\"', PROCEED",
    "*, PROCEED",
    "'\"two\"', FAILED",
    "'W/\"one\"', FAILED",
    "'\"one', FAILED",
    "one, FAILED"
  })
  void if_match_wants_the_very_tag(String value, Outcome outcome) {
    assertThat(weigh(CONTENT, "If-Match", value)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"one\"', NOT_MODIFIED",
    "'\"two\", \"one\"', NOT_MODIFIED",
    "'W/\"one\"', NOT_MODIFIED",
    "*, NOT_MODIFIED",
    "'\"two\"', PROCEED",
    "one, PROCEED"
  })
  void if_none_match_knows_weak_tags_too(String value, Outcome outcome) {
    assertThat(weigh(CONTENT, "If-None-Match", value)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "'Fri, 02 Jan 2026 11:59:59 GMT', FAILED, PROCEED",
    "'Fri, 02 Jan 2026 12:00:00 GMT', PROCEED, NOT_MODIFIED",
    "'Fri, 02 Jan 2026 12:00:01 GMT', PROCEED, NOT_MODIFIED",
    "yesterday, PROCEED, PROCEED",
    "'', PROCEED, PROCEED"
  })
  void dates_count_by_the_second(String date, Outcome unmodified, Outcome modified) {
    assertThat(weigh(CONTENT, "If-Unmodified-Since", date)).isEqualTo(unmodified);
    assertThat(weigh(CONTENT, "If-Modified-Since", date)).isEqualTo(modified);
  }

  @Test
  void dates_are_nothing_where_the_contents_date_is_not_known() {
    Representation undated = content("\"one\"", false);

    assertThat(weigh(undated, "If-Unmodified-Since", DATE)).isEqualTo(Outcome.PROCEED);
    assertThat(weigh(undated, "If-Modified-Since", DATE)).isEqualTo(Outcome.PROCEED);
    assertThat(Preconditions.isRangeConditionMet(DATE, undated)).isFalse();
  }

  @Test
  void tags_come_before_dates() {
    String old = "Thu, 01 Jan 2026 12:00:00 GMT";
    assertThat(weigh(CONTENT, "If-Match", "\"one\"", "If-Unmodified-Since", old))
        .isEqualTo(Outcome.PROCEED);
    assertThat(weigh(CONTENT, "If-None-Match", "\"two\"", "If-Modified-Since", DATE))
        .isEqualTo(Outcome.PROCEED);
    assertThat(weigh(CONTENT, "If-Match", "\"two\"", "If-None-Match", "\"one\""))
        .isEqualTo(Outcome.FAILED);
  }

  @Test
  void a_range_is_meant_for_the_content_that_its_condition_names() {
    assertThat(Preconditions.isRangeConditionMet(null, CONTENT)).isTrue();
    assertThat(Preconditions.isRangeConditionMet("\"one\"", CONTENT)).isTrue();
    assertThat(Preconditions.isRangeConditionMet(DATE, CONTENT)).isTrue();
    assertThat(Preconditions.isRangeConditionMet("\"two\"", CONTENT)).isFalse();
    assertThat(Preconditions.isRangeConditionMet("W/\"one\"", CONTENT)).isFalse();
    assertThat(Preconditions.isRangeConditionMet("Fri, 02 Jan 2026 12:00:01 GMT", CONTENT))
        .isFalse();
  }
}
