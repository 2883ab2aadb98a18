package dev.dalleserver.pricing;

/**
 * What a picture of a size and quality costs.
 *
 * @param size empty for any
 * @param quality empty for any
 */
record ImagePrice(String size, String quality, Money price) {
  boolean isOf(ImageTerms terms) {
    return accepts(size, terms.size()) && accepts(quality, terms.quality());
  }

  /** Returns how much the price says about the picture, 0 to 2. */
  int precision() {
    return (size.isEmpty() ? 0 : 1) + (quality.isEmpty() ? 0 : 1);
  }

  private static boolean accepts(String wanted, String given) {
    return wanted.isEmpty() || given.isEmpty() || wanted.equals(given);
  }
}
