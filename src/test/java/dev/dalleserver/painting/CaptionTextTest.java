package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CaptionTextTest {
  private static final CaptionFonts LETTERING = CaptionFonts.bundled();

  @Test
  void a_caption_says_title_sentence_address_and_series() {
    CaptionText text = CaptionText.of(Dresses.of(Dresses.ADDRESS).words(), LETTERING);

    assertThat(text.title()).isEqualTo("Vividly Adorable Katydid");
    assertThat(text.terse()).startsWith("A vividly adorable katydid,");
    assertThat(text.provenance()).isEqualTo("0xf503017D7baF7FBC0fff7492b751025c6A78179b · simple");
  }

  @Test
  void quotes_are_curly() {
    assertThat(clean("\"It's\" a dog's ('good') 'life'"))
        .isEqualTo("“It’s” a dog’s (‘good’) ‘life’");
  }

  @Test
  void white_space_of_any_kind_is_one_space() {
    assertThat(clean("\n a\t\u00a0 b\r\nc\u2003")).isEqualTo("a b c");
  }

  @Test
  void what_cannot_be_seen_is_left_out() {
    assertThat(clean("a\u202eb\u200bc\u0000d\ufe0f")).isEqualTo("abc d");
  }

  @Test
  void a_letter_the_font_lacks_loses_its_accent_and_a_foreign_one_stays_to_become_a_box() {
    assertThat(clean("Nguye\u0302\u0303n e\u0301 日")).isEqualTo("Nguyen é 日");
  }

  @Test
  void markup_is_text() {
    assertThat(clean("<svg onload=alert(1)>")).isEqualTo("<svg onload=alert(1)>");
  }

  @Test
  void only_the_beginning_of_a_huge_text_is_looked_at() {
    assertThat(clean("x".repeat(30_000))).hasSize(1201).endsWith("x…");
  }

  @Property(tries = 500)
  void any_text_at_all_becomes_one_clean_line(@ForAll String text) {
    assertThat(clean(text)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]|  |^ | $");
  }

  private static String clean(String text) {
    return CaptionText.clean(text, LETTERING.body());
  }
}
