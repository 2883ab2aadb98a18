package dev.dalleserver.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private static final int MOST = 65_536;

  private final Vocabulary vocabulary = new Vocabulary();

  private static String numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
  }

  @Test
  void words_are_letters_and_digits_in_lower_case_each_once() {
    assertThat(Vocabulary.searchable(List.of("  A red-FOX, 7 foxes", "Ärger (red)")))
        .containsExactly("a", "red", "fox", "7", "foxes", "ärger");
  }

  @Test
  void a_very_long_word_and_more_words_than_a_picture_may_have_are_left_out() {
    assertThat(Vocabulary.searchable(List.of("x".repeat(42) + " " + "y".repeat(43))))
        .containsExactly("x".repeat(42));
    assertThat(Vocabulary.searchable(List.of(numbered(0, 500))))
        .hasSize(400)
        .startsWith("w0")
        .endsWith("w399");
  }

  @Test
  void a_word_keeps_its_number() {
    assertThat(vocabulary.encode(List.of("red fox"))).containsExactly('\0', '\u0001');
    assertThat(vocabulary.encode(List.of("foxes fox red")))
        .containsExactly('\0', '\u0001', '\u0002');
    BitSet found = new BitSet();
    found.set(1, 3);
    assertThat(vocabulary.findContaining("ox")).isEqualTo(found);
  }

  @Test
  void when_it_is_full_later_words_find_nothing_instead_of_another_picture() {
    for (int from = 0; from < MOST; from += 256) {
      assertThat(vocabulary.encode(List.of(numbered(from, from + 256)))).hasSize(256);
    }
    assertThat(vocabulary.encode(List.of("later w0"))).containsExactly('\0');
    assertThat(vocabulary.findContaining("later").isEmpty()).isTrue();
    assertThat(vocabulary.findContaining("w65535").nextSetBit(0)).isEqualTo(MOST - 1);
  }
}
