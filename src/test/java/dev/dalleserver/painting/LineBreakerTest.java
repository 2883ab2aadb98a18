package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineBreakerTest {
  private static final TextStyle STYLE =
      new TextStyle(GlyphFont.bundled("Spectral-Regular"), 20, 0, 1.4);

  @Property(tries = 300)
  void no_line_is_wider_than_allowed_and_no_letter_is_lost(
      @ForAll("texts") String text, @ForAll @IntRange(min = 40, max = 900) int width) {
    List<String> lines = new LineBreaker(STYLE, width).balanced(text);

    assertThat(lines).allMatch(line -> STYLE.width(line) <= width + 0.001);
    assertThat(String.join("", lines).replace(" ", "")).isEqualTo(text.replace(" ", ""));
  }

  @Property(tries = 300)
  void whole_words_are_kept_whole(
      @ForAll("words") String text, @ForAll @IntRange(min = 200, max = 900) int width) {
    List<String> lines = new LineBreaker(STYLE, width).balanced(text);

    assertThat(String.join(" ", lines)).isEqualTo(text);
  }

  @Property(tries = 300)
  void a_shortened_text_fits_and_says_that_it_is_shortened(
      @ForAll("texts") String text,
      @ForAll @IntRange(min = 60, max = 600) int width,
      @ForAll @IntRange(min = 0, max = 5) int most) {
    LineBreaker breaker = new LineBreaker(STYLE, width);
    List<String> lines = breaker.shortened(text, most);

    assertThat(lines.size()).isLessThanOrEqualTo(most);
    assertThat(lines).allMatch(line -> STYLE.width(line) <= width + 0.001);
    if (breaker.balanced(text).size() > most && most > 0) {
      assertThat(lines.get(lines.size() - 1)).endsWith("…");
    }
  }

  @Test
  void lines_are_about_equally_long() {
    String text = "A languorously cooperative horse, full of confidence, resting under a willow";

    List<String> lines = new LineBreaker(STYLE, STYLE.width(text) * 0.9).balanced(text);

    assertThat(lines).hasSize(2);
    double first = STYLE.width(lines.get(0));
    assertThat(STYLE.width(lines.get(1))).isBetween(0.75 * first, 1.25 * first);
  }

  @Test
  void an_empty_text_has_no_lines() {
    assertThat(new LineBreaker(STYLE, 100).balanced("")).isEmpty();
  }

  @Test
  void spaced_out_letters_are_measured_as_they_are_drawn() {
    TextStyle spaced = new TextStyle(STYLE.font(), 20, 0.1, 1);
    String text = "0xf503 and more of it";

    List<String> lines = new LineBreaker(spaced, spaced.width(text)).balanced(text);

    assertThat(lines).containsExactly(text);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings()
        .alpha()
        .ofMinLength(1)
        .ofMaxLength(8)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(words -> String.join(" ", words));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange('!', 'ž')
        .ofMinLength(1)
        .ofMaxLength(80)
        .list()
        .ofMaxSize(30)
        .map(words -> String.join(" ", words));
  }
}
