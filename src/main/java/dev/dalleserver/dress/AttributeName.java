package dev.dalleserver.dress;

import java.util.Arrays;
import java.util.Optional;

/**
 * The attributes of a dress, in the order that decides which digits of the seed each one reads; see
 * {@link DrawOrder}. The order must never change: another order changes every picture.
 */
public enum AttributeName {
  ADVERB("adverb", "adverbs"),
  ADJECTIVE("adjective", "adjectives"),
  NOUN("noun", "nouns"),
  EMOTION("emotion", "emotions"),
  OCCUPATION("occupation", "occupations"),
  ACTION("action", "actions"),
  ART_STYLE_1("artStyle1", "artstyles"),
  ART_STYLE_2("artStyle2", "artstyles"),
  LIT_STYLE("litStyle", "litstyles"),
  COLOR_1("color1", "colors"),
  COLOR_2("color2", "colors"),
  COLOR_3("color3", "colors"),
  VIEWPOINT("viewpoint", "viewpoints"),
  GAZE("gaze", "gazes"),
  COMPOSITION("composition", "compositions"),
  /**
   * Reads no digits of the seed: the first record of its database unless a request names another.
   */
  BACK_STYLE("backStyle", "backstyles");

  private final String key;
  private final String database;

  AttributeName(String key, String database) {
    this.key = key;
    this.database = database;
  }

  /** Returns the name in JSON. */
  public String key() {
    return key;
  }

  /** Returns the database of the attribute. */
  public String database() {
    return database;
  }

  /** Finds the attribute of that name in JSON; empty for a name of another program. */
  static Optional<AttributeName> find(String key) {
    return Arrays.stream(values()).filter(name -> name.key.equals(key)).findFirst();
  }
}
