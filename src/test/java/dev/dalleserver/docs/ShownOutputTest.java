package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShownOutputTest {
  @Test
  void what_came_must_be_what_is_shown() {
    assertThat(shown("one", "two").fits("one\ntwo\n")).isTrue();
    assertThat(shown("one", "two").fits("one\n")).isFalse();
    assertThat(shown("one").fits("one\ntwo\n")).isFalse();
    assertThat(shown("a.c").fits("abc")).isFalse();
  }

  @Test
  void nothing_shown_means_that_nothing_came() {
    assertThat(shown().fits("")).isTrue();
    assertThat(shown().fits("surprise")).isFalse();
  }

  @Test
  void a_mark_stands_for_anything_in_its_line() {
    assertThat(shown("took … ms").fits("took 12 ms")).isTrue();
    assertThat(shown("took ... ms").fits("took 12 ms")).isTrue();
    assertThat(shown("took … ms").fits("took 12\n ms")).isFalse();
    assertThat(shown("took … ms").fits("took 12 s")).isFalse();
  }

  @Test
  void a_mark_alone_stands_for_any_number_of_lines() {
    assertThat(shown("first", "…", "last").fits("first\nlast")).isTrue();
    assertThat(shown("first", "…", "last").fits("first\n1\n2\nlast")).isTrue();
    assertThat(shown("first", "…").fits("first\n1\n2")).isTrue();
    assertThat(shown("…", "last").fits("last")).isTrue();
    assertThat(shown("first", "…", "last").fits("first\n1\n2")).isFalse();
  }

  @Test
  void times_and_ids_differ_each_time() {
    assertThat(
            shown("{\"request_id\":\"1f2e3d4c\",\"startedNs\":1795233600000000000}")
                .fits("{\"request_id\":\"00000000\",\"startedNs\":1801234567890123456}"))
        .isTrue();
    assertThat(shown("{\"startedNs\":1795233600000000000}").fits("{\"startedNs\":0}")).isFalse();
    assertThat(
            shown("{\"id\":\"gen_1795233600000_k3j9x0q2m\"}")
                .fits("{\"id\":\"gen_1801234567890_aaaaaaaaa\"}"))
        .isTrue();
  }

  @Test
  void json_may_be_broken_into_lines() {
    assertThat(shown("{\"a\":1,", " \"b\":2, ...}").fits("{\"a\":1,\"b\":2,\"c\":3}\n")).isTrue();
    assertThat(shown("{\"a\":1,", " \"c\":2, ...}").fits("{\"a\":1,\"b\":2,\"c\":3}\n")).isFalse();
  }

  @Test
  void what_goes_on_need_not_have_ended() {
    assertThat(shown("one", "t…").begins("one\ntwo\nthree")).isTrue();
    assertThat(shown("one", "four").begins("one\ntwo\nthree")).isFalse();
  }

  private static ShownOutput shown(String... lines) {
    return new ShownOutput(List.of(lines));
  }
}
