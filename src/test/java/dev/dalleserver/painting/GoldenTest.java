package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.painting.canvas.SeededRandom;
import java.awt.image.BufferedImage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Pins every pixel of one small picture per art-style family and subject class, from words written
 * here. It holds on every JDK; a change of what the painter paints needs a new version of it.
 */
class GoldenTest {
  private static final List<String> SUBJECTS =
      List.of(
          "fox,mammal",
          "barn owl,bird",
          "koi,fish",
          "cobra,reptile",
          "newt,amphibian",
          "luna moth,insect",
          "wolf spider,arachnid",
          "lobster,crustacean",
          "snail,mollusk",
          "moon jellyfish,invertebrate",
          "sunflower,plant",
          "morel,fungus",
          "sage,person",
          "dragon,mythical");

  private static final List<String> STYLES =
      List.of(
          "a,impressionism",
          "b,expressionism",
          "c,cubism",
          "d,surrealism",
          "e,abstraction",
          "f,geometry",
          "g,pop",
          "h,ornament",
          "i,print",
          "j,ink",
          "k,watercolor",
          "l,mosaic",
          "m,textile",
          "n,collage",
          "o,folk",
          "p,classical",
          "q,romanticism",
          "r,photography",
          "s,digital",
          "t,psychedelia",
          "u,sculpture",
          "stained glass,mosaic",
          "op art,geometry",
          "etching,print",
          "stippling,ink",
          "blueprint,ink",
          "pixel art,digital",
          "color field,abstraction",
          "cosmic art,psychedelia",
          "pointillism,impressionism",
          "palette knife,expressionism");

  @Test
  void the_painter_paints_as_its_version_always_has() {
    CRC32 crc = new CRC32();
    for (int i = 0; i < STYLES.size(); i++) {
      BufferedImage image = Pictures.picture(i, words(i));
      int[] pixels = image.getRGB(0, 0, 128, 128, null, 0, 128);
      for (int pixel : pixels) {
        crc.update(pixel >> 16 & 255);
        crc.update(pixel >> 8 & 255);
        crc.update(pixel & 255);
      }
    }

    assertThat(OfflinePainter.VERSION + " " + Long.toHexString(crc.getValue()))
        .as("pixels changed: give OfflinePainter another VERSION, and write it down here")
        .isEqualTo("offline-1 a8be1756");
  }

  private static Map<AttributeName, String> words(int number) {
    Map<AttributeName, String> words = new EnumMap<>(AttributeName.class);
    SeededRandom random = new SeededRandom(number);
    for (AttributeName name : AttributeName.values()) {
      // A word that no database knows: its hash decides the dimension.
      words.put(name, Long.toHexString(random.nextLong()));
    }
    words.put(AttributeName.NOUN, SUBJECTS.get(number % SUBJECTS.size()));
    words.put(AttributeName.ART_STYLE_1, STYLES.get(number));
    return words;
  }
}
