package dev.dalleserver.dress;

import dev.dalleserver.series.ColorLimit;
import java.util.List;
import java.util.Locale;

/**
 * The words of an address within a series, and the prompts made from them.
 *
 * @param original the address, lower case
 * @param originalName the address in its checksummed form
 * @param seed 64 hex digits, in any mixture of cases where another program has stored them
 * @param series the name of the series
 * @param colorLimit how many colours the series asks for at most
 */
public record Dress(
    String original,
    String originalName,
    String seed,
    String series,
    ColorLimit colorLimit,
    Prompts prompts,
    DrawnWords drawn) {
  /** The column of the database of viewpoints. */
  private static final int ORIENTATION_COLUMN = 2;

  /** Has no words and belongs to no address. */
  static final Dress EMPTY =
      new Dress(
          "",
          "",
          "",
          "",
          ColorLimit.of(0),
          new Prompts("", "", "", "", ""),
          new DrawnWords(List.of(), List.of(), List.of(), List.of()));

  /** Returns the attribute of that name; without a record when the dress does not have it. */
  public Attribute attribute(AttributeName name) {
    return drawn.attribute(name);
  }

  /**
   * Returns the orientation of a picture from the drawn viewpoint: {@code portrait}, {@code
   * landscape}, or any other text for a square one.
   */
  public String orientation() {
    return attribute(AttributeName.VIEWPOINT).column(ORIENTATION_COLUMN);
  }

  /** Returns the number from which a painter derives what the words leave open, 0 to 2^53 - 1. */
  public long pictureSeed() {
    return new Seed(seed.toLowerCase(Locale.ROOT)).toNumber();
  }

  Dress withEnhancedPrompt(String text) {
    return new Dress(
        original, originalName, seed, series, colorLimit, prompts.withEnhanced(text), drawn);
  }
}
