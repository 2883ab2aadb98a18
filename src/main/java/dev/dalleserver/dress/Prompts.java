package dev.dalleserver.dress;

/**
 * The texts that are made from the words of a dress.
 *
 * @param base the base prompt
 * @param data the attributes, one a line
 * @param title a title of a few words
 * @param terse one sentence
 * @param enhanced the enhancer's answer, or empty
 */
public record Prompts(String base, String data, String title, String terse, String enhanced) {
  /** Returns the prompt for the provider: the enhanced one if there is one. */
  public String best() {
    return enhanced.isBlank() ? base : enhanced;
  }

  Prompts withEnhanced(String text) {
    return new Prompts(base, data, title, terse, text);
  }
}
