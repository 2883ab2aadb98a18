package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.dalleserver.painting.image.PictureDecoder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GlyphFontTest {
  private final GlyphFont font = GlyphFont.bundled("EBGaramond-Medium");

  /** Expectations read from the file with fontTools. */
  @Nested
  class Of_the_bundled_garamond {
    @Test
    void widths_are_those_of_the_file() {
      assertThat(font.advance(glyph("A"))).isEqualTo(0.702);
      assertThat(font.advance(glyph(" "))).isEqualTo(0.213);
      assertThat(font.capHeight()).isEqualTo(0.65);
    }

    @Test
    void pairs_are_kerned() {
      assertThat(font.kerning(glyph("A"), glyph("V"))).isEqualTo(-0.134);
      assertThat(font.kerning(glyph("T"), glyph("o"))).isEqualTo(-0.102);
      assertThat(font.kerning(glyph("n"), glyph("n"))).isZero();
    }

    @Test
    void a_letter_fills_its_box() {
      assertBox("A", -3, -5, 708, 684);
      assertBox("—", 41, 184, 912, 240);
    }

    @Test
    void an_accented_letter_is_put_together_from_its_parts() {
      assertBox("é", 27, -15, 374, 652);
    }

    @Test
    void a_space_has_no_ink() {
      assertThat(font.outline(glyph(" ")).getBounds2D().isEmpty()).isTrue();
    }

    @Test
    void f_and_i_become_one_glyph_unless_letters_are_spaced_out() {
      assertThat(font.glyphs("ffi", true)).hasSize(1);
      assertThat(font.glyphs("ffi", false)).hasSize(3);
    }

    @Test
    void an_unknown_character_is_a_box() {
      assertThat(font.hasGlyph('日')).isFalse();
      assertThat(font.glyphs("日😀", true)).containsExactly(0, 0);
      assertThat(font.outline(0).getBounds2D().getWidth()).isGreaterThan(200);
    }

    private void assertBox(String letter, int left, int bottom, int right, int top) {
      Rectangle2D box = font.outline(glyph(letter)).getBounds2D();
      // The bounds of a path may include control points a little outside of the curve.
      assertThat(box.getMinX()).isEqualTo(left, within(8.0));
      assertThat(box.getMinY()).isEqualTo(bottom, within(8.0));
      assertThat(box.getMaxX()).isEqualTo(right, within(8.0));
      assertThat(box.getMaxY()).isEqualTo(top, within(8.0));
    }
  }

  @Test
  void every_bundled_font_shows_what_captions_need() {
    for (GlyphFont each : new GlyphFont[] {font, GlyphFont.bundled("Spectral-Regular")}) {
      String needed =
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
              + " .,:;!?-–—…()[]'\"‘’“”&/·éèêëàâäöüßçñøåæœłšžÉÖ";
      assertThat(needed.codePoints().allMatch(each::hasGlyph)).isTrue();
    }
  }

  /** The number was the same on JDK 17 and 25, and must be the same on every other. */
  @Test
  void letters_have_the_same_pixels_on_every_jdk() {
    BufferedImage canvas = new BufferedImage(700, 60, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = CaptionPainter.pen(canvas);
    pen.setColor(Color.WHITE);
    TextStyle style = new TextStyle(font, 31.7, 0, 1);
    pen.fill(style.outline("Vividly “Affluent” Quagga, Øystein & Ťuyên", 7.3, 40));
    pen.dispose();

    CRC32 crc = new CRC32();
    for (int pixel : PictureDecoder.pixels(canvas)) {
      crc.update(pixel);
    }
    assertThat(crc.getValue()).isEqualTo(681959324L);
  }

  @Test
  void a_font_cut_short_anywhere_is_called_damaged_or_works() throws IOException {
    byte[] whole;
    try (InputStream in = getClass().getResourceAsStream("/fonts/Spectral-Regular.ttf")) {
      whole = in.readAllBytes();
    }
    for (int length = 0; length < whole.length - 4; length += 997) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GlyphFont.read(part))
          .withMessageStartingWith("a damaged font");
    }
  }

  private int glyph(String letter) {
    return font.glyphs(letter, false)[0];
  }
}
