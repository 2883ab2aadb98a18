package dev.dalleserver.pricing;

/**
 * What the price of a picture depends on.
 *
 * @param size such as {@code 1024x1024}; empty when the provider chooses it
 * @param quality such as {@code high}; empty when the provider chooses it
 */
public record ImageTerms(String size, String quality) {
  private static final String CHOSEN_BY_PROVIDER = "auto";

  /** The provider chooses both. */
  public static final ImageTerms UNKNOWN = new ImageTerms("", "");

  public ImageTerms {
    size = size.equals(CHOSEN_BY_PROVIDER) ? "" : size;
    quality = quality.equals(CHOSEN_BY_PROVIDER) ? "" : quality;
  }

  /** Returns the same terms with the quality that the provider says, unless it says none. */
  public ImageTerms withQuality(String told) {
    return told.isEmpty() ? this : new ImageTerms(size, told);
  }
}
