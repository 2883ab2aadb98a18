package dev.dalleserver.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the operator probably meant to type, and files in UTF-16. */
class FuzzyMatchTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, '', 3",
    "abc, abc, 0",
    "abc, abd, 1",
    "abc, ab, 1",
    "abc, xabc, 1",
    "kitten, sitting, 3",
    "ab, ba, 2",
    "flaw, lawn, 2"
  })
  void edits_are_letters_that_are_replaced_added_or_left_out(String from, String to, int edits) {
    assertThat(FuzzyMatch.edits(from, to)).isEqualTo(edits);
    assertThat(FuzzyMatch.edits(to, from)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({
    "--prot, --port",
    "--worker, --workers",
    "--worksers, --workers",
    "--image-qualtiy, --image-quality"
  })
  void one_letter_or_two_that_changed_places_are_a_typing_error(String typed, String name) {
    assertThat(FuzzyMatch.isTypingError(typed, name)).isTrue();
    assertThat(FuzzyMatch.isTypingError(name, typed)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "--post2, --port",
    "abcd, badc",
    "abc, acd",
    "ab, xy",
    "abcx, bacy",
    "abc, cba",
    "abxc, abdy"
  })
  void two_other_letters_are_none(String typed, String name) {
    assertThat(FuzzyMatch.isTypingError(typed, name)).isFalse();
    assertThat(FuzzyMatch.isTypingError(name, typed)).isFalse();
  }

  @Test
  void the_nearest_of_the_names_that_are_near_enough_is_found() {
    List<String> names = List.of("--port", "--workers", "--queue", "--progress-ttl");
    assertThat(FuzzyMatch.findClosest("--prt", names)).contains("--port");
    assertThat(FuzzyMatch.findClosest("--pxxt", names)).contains("--port");
    assertThat(FuzzyMatch.findClosest("--pxxx", names)).isEmpty();
    assertThat(FuzzyMatch.findClosest("--workr", List.of("--works1", "--worker", "--works2")))
        .contains("--worker");
    assertThat(FuzzyMatch.findClosest("--progres_tl", names)).contains("--progress-ttl");
    assertThat(FuzzyMatch.findClosest("--xxxgress-ttl", names))
        .as("a long word may have more errors")
        .contains("--progress-ttl");
    assertThat(FuzzyMatch.findClosest("--xxxxress-ttl", names)).isEmpty();
    assertThat(FuzzyMatch.findClosest("x".repeat(64), List.of("x".repeat(65)))).isPresent();
    assertThat(FuzzyMatch.findClosest("x".repeat(65), List.of("x".repeat(65)))).isEmpty();
  }

  @Test
  void utf_16_is_known_by_its_mark_in_both_byte_orders() {
    assertThat(ByteOrderMark.isOfUtf16(new byte[] {(byte) 0xfe, (byte) 0xff})).isTrue();
    assertThat(ByteOrderMark.isOfUtf16(new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0})).isTrue();
    assertThat(ByteOrderMark.isOfUtf16(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}))
        .isFalse();
    assertThat(ByteOrderMark.isOfUtf16(new byte[] {(byte) 0xfe})).isFalse();
    assertThat(ByteOrderMark.isOfUtf16(new byte[0])).isFalse();
    assertThat(ByteOrderMark.isOfUtf16("text".getBytes())).isFalse();
  }
}
