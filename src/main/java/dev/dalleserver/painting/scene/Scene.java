package dev.dalleserver.painting.scene;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.pictures.ImageSize;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that decides a picture: two equal scenes give equal pictures.
 *
 * @param seed decides what the words leave open
 * @param noun the subject in lower case; species have traits of their own
 * @param colors three as {@code 0xRRGGBB}: ground, creature, clothes
 */
public record Scene(
    long seed,
    ImageSize size,
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

  /** The scene that a dress describes. */
  public static Scene of(Dress dress, long seed, ImageSize size) {
    Map<AttributeName, String> values = new EnumMap<>(AttributeName.class);
    for (AttributeName name : AttributeName.values()) {
      values.put(name, dress.attribute(name).value());
    }
    return of(new Records(values), seed, size);
  }

  /** The scene that records of the databases describe. */
  public static Scene of(Records records, long seed, ImageSize size) {
    return new Scene(
        seed,
        size,
        records.choose(AttributeName.ADVERB, Energy.class),
        records.choose(AttributeName.ADJECTIVE, Texture.class),
        records.choose(AttributeName.ADJECTIVE, Density.class),
        records.word(AttributeName.NOUN).toLowerCase(Locale.ROOT),
        records.choose(AttributeName.NOUN, SubjectClass.class),
        records.choose(AttributeName.EMOTION, EmotionGroup.class),
        records.choose(AttributeName.EMOTION, Polarity.class),
        records.choose(AttributeName.OCCUPATION, Item.class),
        records.choose(AttributeName.ACTION, Motion.class),
        style(records, AttributeName.ART_STYLE_1),
        style(records, AttributeName.ART_STYLE_2),
        records.word(AttributeName.LIT_STYLE).toLowerCase(Locale.ROOT),
        List.of(
            Colors.of(records.value(AttributeName.COLOR_1)),
            Colors.of(records.value(AttributeName.COLOR_2)),
            Colors.of(records.value(AttributeName.COLOR_3))),
        records.choose(AttributeName.VIEWPOINT, Framing.class),
        records.choose(AttributeName.GAZE, Gaze.class),
        records.choose(AttributeName.COMPOSITION, Scheme.class),
        records.choose(AttributeName.BACK_STYLE, Ground.class));
  }

  private static Style style(Records records, AttributeName name) {
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
