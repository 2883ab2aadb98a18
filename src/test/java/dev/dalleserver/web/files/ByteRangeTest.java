package dev.dalleserver.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a header {@code Range} means for a file of ten bytes. */
class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-9, 0, 10",
    "bytes=0-10, 0, 10",
    "bytes=2-4, 2, 3",
    "bytes=4-4, 4, 1",
    "bytes=9-, 9, 1",
    "bytes=0-, 0, 10",
    "bytes=-1, 9, 1",
    "bytes=-10, 0, 10",
    "bytes=-11, 0, 10",
    "BYTES= 2 - 4 , 2, 3",
    "bytes=8-999999999999999999, 8, 2",
    "bytes=8-9999999999999999999, 8, 2",
    "bytes=-9999999999999999999, 0, 10"
  })
  void a_range_within_the_file_is_a_part(String header, long from, long length) {
    ByteRange.Meaning meaning = ByteRange.parse(header, 10);

    assertThat(meaning.part()).contains(new ByteRange(from, length));
    assertThat(meaning.satisfiable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=9999999999999999999-"})
  void a_range_beyond_the_file_cannot_be_satisfied(String header) {
    ByteRange.Meaning meaning = ByteRange.parse(header, 10);

    assertThat(meaning.part()).isEmpty();
    assertThat(meaning.satisfiable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "bytes=",
        "bytes=-",
        "bytes=4",
        "bytes=4-2",
        "bytes=1-2,4-5",
        "bytes=a-2",
        "bytes=1-b",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=1:2",
        "bytes=1-/",
        "lines=1-2",
        "bytes 1-2"
      })
  void what_is_not_understood_is_the_whole(String header) {
    assertThat(ByteRange.parse(header, 10))
        .isEqualTo(new ByteRange.Meaning(Optional.empty(), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=-1", "bytes=0-0"})
  void no_part_of_an_empty_file_can_be_satisfied(String header) {
    assertThat(ByteRange.parse(header, 0).satisfiable()).isFalse();
  }
}
