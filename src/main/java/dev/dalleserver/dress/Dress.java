package dev.dalleserver.dress;

/**
 * The words of an address within a series, and the prompts made from them.
 *
 * @param original the address, lower case
 * @param originalName the address in its checksummed form
 * @param seed 64 hex digits
 * @param series the name of the series
 * @param colorLimit the maximum number of colours that the series asks for, 0 for any
 */
public record Dress(
    String original,
    String originalName,
    String seed,
    String series,
    int colorLimit,
    Prompts prompts,
    DrawnWords drawn) {

  /** Returns the attribute of that name; every dress has all of them. */
  public Attribute attribute(AttributeName name) {
    return drawn.attributes().get(name.ordinal());
  }

  /** Returns the number from which a painter derives what the words leave open, 0 to 2^53 - 1. */
  public long pictureSeed() {
    return new Seed(seed).toNumber();
  }

  Dress withEnhancedPrompt(String text) {
    return new Dress(
        original, originalName, seed, series, colorLimit, prompts.withEnhanced(text), drawn);
  }

  /** Returns false for a dress read from a file that lacks a member or is damaged. */
  boolean isValid() {
    return original != null
        && originalName != null
        && series != null
        && seed != null
        && seed.length() == Seed.LENGTH
        && prompts.hasAllTexts()
        && drawn.hasAllAttributes();
  }
}
