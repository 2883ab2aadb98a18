package dev.dalleserver.painting.scene;

import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.SeededRandom;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the colour that a record of the colour database means. */
final class Colors {
  private static final Pattern HEX = Pattern.compile("#?\\b([0-9a-fA-F]{6})\\b");

  private record Named(String word, int rgb) {}

  /** Parts of colour names, the more telling ones first. */
  private static final List<Named> NAMES =
      List.of(
          new Named("white", 0xf7f5f0),
          new Named("ivory", 0xfffff0),
          new Named("black", 0x111111),
          new Named("gray", 0x808080),
          new Named("grey", 0x808080),
          new Named("silver", 0xc0c0c0),
          new Named("gold", 0xd4a017),
          new Named("orange", 0xf28c28),
          new Named("pink", 0xf4a6c0),
          new Named("purple", 0x7b2d8b),
          new Named("violet", 0x8f5fc8),
          new Named("magenta", 0xc8248f),
          new Named("turquoise", 0x30c5bd),
          new Named("teal", 0x12807c),
          new Named("cyan", 0x20b8cc),
          new Named("aqua", 0x20b8cc),
          new Named("navy", 0x14205e),
          new Named("blue", 0x2a5fc4),
          new Named("olive", 0x7d7a1e),
          new Named("lime", 0x9ccc28),
          new Named("green", 0x2e8b4a),
          new Named("yellow", 0xf2d23c),
          new Named("brown", 0x7c4a26),
          new Named("beige", 0xe8dcc0),
          new Named("red", 0xc92f2f),
          new Named("rose", 0xd8577c));

  private Colors() {}

  /** By its hex digits, else by a name that it contains, else by its hash. */
  static int of(String record) {
    Matcher hex = HEX.matcher(record);
    if (hex.find()) {
      return Integer.parseInt(hex.group(1), 16);
    }
    String text = record.toLowerCase(Locale.ROOT);
    for (Named named : NAMES) {
      if (text.contains(named.word())) {
        return named.rgb();
      }
    }
    SeededRandom random = new SeededRandom(SeededRandom.hash(text));
    return Oklab.polar(
            random.between(0.35f, 0.85f), random.between(0.05f, 0.17f), random.between(0, 6.3f))
        .rgb();
  }
}
