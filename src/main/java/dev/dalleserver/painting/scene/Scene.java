package dev.dalleserver.painting.scene;

import dev.dalleserver.painting.canvas.PixelSize;
import dev.dalleserver.painting.canvas.SeededRandom;
import java.util.List;
import java.util.Locale;

/**
 * Everything that decides a picture: two equal scenes give equal pictures.
 *
 * @param seed decides what the words leave open
 * @param noun the subject in lower case; species have traits of their own
 * @param colors three as {@code 0xRRGGBB}: ground, creature, clothes
 */
public record Scene(
    long seed,
    PixelSize size,
    Energy energy,
    Texture texture,
    Density density,
    String noun,
    SubjectClass subject,
    EmotionGroup emotion,
    Polarity polarity,
    Item item,
    Motion motion,
    Style style,
    Style secondStyle,
    String litStyle,
    List<Integer> colors,
    Framing framing,
    Gaze gaze,
    Scheme scheme,
    Ground ground) {

  /** An art style by its name in lower case and its family. */
  public record Style(String name, StyleGroup group) {}

  public Scene {
    colors = List.copyOf(colors);
  }

  /** The scene that records describe. */
  public static Scene of(Records records, long seed, PixelSize size) {
    return new Scene(
        seed,
        size,
        records.choose(WordName.ADVERB, Energy.class),
        records.choose(WordName.ADJECTIVE, Texture.class),
        records.choose(WordName.ADJECTIVE, Density.class),
        records.word(WordName.NOUN).toLowerCase(Locale.ROOT),
        records.choose(WordName.NOUN, SubjectClass.class),
        records.choose(WordName.EMOTION, EmotionGroup.class),
        records.choose(WordName.EMOTION, Polarity.class),
        records.choose(WordName.OCCUPATION, Item.class),
        records.choose(WordName.ACTION, Motion.class),
        style(records, WordName.ART_STYLE_1),
        style(records, WordName.ART_STYLE_2),
        records.word(WordName.LIT_STYLE).toLowerCase(Locale.ROOT),
        List.of(
            Colors.of(records.value(WordName.COLOR_1)),
            Colors.of(records.value(WordName.COLOR_2)),
            Colors.of(records.value(WordName.COLOR_3))),
        records.choose(WordName.VIEWPOINT, Framing.class),
        records.choose(WordName.GAZE, Gaze.class),
        records.choose(WordName.COMPOSITION, Scheme.class),
        records.choose(WordName.BACK_STYLE, Ground.class));
  }

  private static Style style(Records records, WordName name) {
    return new Style(
        records.word(name).toLowerCase(Locale.ROOT), records.choose(name, StyleGroup.class));
  }

  /**
   * Returns a random generator for one part of the picture; the same part always gets the same
   * numbers.
   */
  public SeededRandom random(String part) {
    return new SeededRandom(seed).named(part);
  }

  /**
   * Returns a random generator for traits of the subject, independent of the seed: a species looks
   * the same in every picture.
   */
  public SeededRandom species() {
    return new SeededRandom(SeededRandom.hash(noun));
  }
}
