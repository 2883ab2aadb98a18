package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CaptionLayoutTest {
  private static final CaptionFonts LETTERING = CaptionFonts.bundled();
  private static final String ADDRESS = "0xf503017D7baF7FBC0fff7492b751025c6A78179b · simple";
  private static final String LONG = "Words and more words, one after another. ".repeat(25).strip();

  @Property(tries = 200)
  void nothing_leaves_the_band_and_the_band_stays_small(
      @ForAll("texts") String title,
      @ForAll("texts") String terse,
      @ForAll @IntRange(min = 64, max = 4096) int width,
      @ForAll @IntRange(min = 64, max = 4096) int height) {
    CaptionLayout layout = layout(title, terse, width, height);

    assertThat((double) layout.height())
        .isLessThanOrEqualTo(Math.max(CaptionLayout.MAX_SHARE * height, CaptionLayout.MIN_ROOM));
    int above = 0;
    for (CaptionLayout.Line line : layout.lines()) {
      double right = line.left() + line.style().width(line.text());
      assertThat(line.left()).isGreaterThanOrEqualTo(0.07 * width);
      assertThat(right).isLessThanOrEqualTo(0.93 * width);
      assertThat(line.baseline() - line.style().capHeight()).isGreaterThanOrEqualTo(above - 1);
      assertThat(line.baseline()).isLessThan(layout.height());
      above = line.baseline();
    }
  }

  @Nested
  class Of_a_usual_caption {
    private final CaptionLayout layout =
        layout("Vividly Adorable Katydid", LONG.substring(0, 140), 1024, 1024);

    @Test
    void every_word_is_there_in_order() {
      assertThat(words(layout))
          .isEqualTo("Vividly Adorable Katydid " + LONG.substring(0, 140) + " " + ADDRESS);
    }

    @Test
    void the_title_is_larger_and_the_address_smaller_and_fainter() {
      List<CaptionLayout.Line> lines = layout.lines();
      CaptionLayout.Line last = lines.get(lines.size() - 1);
      assertThat(lines.get(0).style().size()).isGreaterThan(1.6 * lines.get(1).style().size());
      assertThat(last.style().size()).isLessThan(0.7 * lines.get(1).style().size());
      assertThat(last.faint()).isTrue();
      assertThat(lines.get(0).faint()).isFalse();
    }

    @Test
    void it_grows_with_the_picture() {
      CaptionLayout twice = layout("Vividly Adorable Katydid", LONG.substring(0, 140), 2048, 2048);
      assertThat(twice.lines()).hasSameSizeAs(layout.lines());
      assertThat(twice.height()).isBetween(2 * layout.height() - 2, 2 * layout.height() + 2);
    }
  }

  @Test
  void a_text_that_is_a_little_long_is_set_smaller_but_whole() {
    CaptionLayout layout = layout("A Title", LONG.substring(0, 500).strip(), 1024, 1024);

    assertThat(words(layout)).contains(LONG.substring(0, 500).strip());
    assertThat(layout.lines().get(0).style().size()).isLessThan(0.047 * 1024);
  }

  @Test
  void a_text_that_is_much_too_long_ends_in_an_ellipsis() {
    CaptionLayout layout = layout(LONG, LONG, 1024, 1024);

    assertThat(words(layout)).startsWith("Words and more").endsWith("…");
    assertThat(layout.lines()).filteredOn(line -> line.text().endsWith("…")).hasSize(2);
  }

  @Test
  void without_words_a_narrow_band_is_left() {
    assertThat(CaptionLayout.of(new CaptionText("", "", ""), LETTERING, 1024, 1024))
        .satisfies(layout -> assertThat(layout.lines()).isEmpty())
        .satisfies(layout -> assertThat(layout.height()).isBetween(20, 140));
  }

  @Test
  void the_smallest_picture_shows_the_beginning_of_its_title() {
    CaptionLayout layout = layout("Vividly Adorable Katydid", LONG, 64, 64);

    assertThat(words(layout)).startsWith("Vividly");
  }

  private static CaptionLayout layout(String title, String terse, int width, int height) {
    return CaptionLayout.of(new CaptionText(title, terse, ADDRESS), LETTERING, width, height);
  }

  private static String words(CaptionLayout layout) {
    return layout.lines().stream().map(CaptionLayout.Line::text).collect(Collectors.joining(" "));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings()
            .alpha()
            .ofMinLength(1)
            .ofMaxLength(14)
            .list()
            .ofMaxSize(60)
            .map(words -> String.join(" ", words)),
        Arbitraries.strings()
            .all()
            .ofMaxLength(300)
            .map(text -> CaptionText.clean(text, LETTERING.body())),
        Arbitraries.strings().withCharRange('A', 'Z').ofMaxLength(900));
  }
}
