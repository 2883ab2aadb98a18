package dev.dalleserver.pricing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The prices of one model.
 *
 * @param images by size and quality; empty when pictures are paid by tokens
 * @param tokens empty when calls are paid by pictures
 * @param tokensPerImage the tokens of the answer with one picture, for an estimate by tokens
 */
record ModelPrices(List<ImagePrice> images, Optional<TokenPrices> tokens, long tokensPerImage) {
  /** More than the best quality of known models takes. */
  static final long DEFAULT_TOKENS_PER_IMAGE = 6_500;

  /** Tokens of a prompt, with the instructions for the model. */
  private static final long TOKENS_PER_PROMPT = 2_000;

  private static final ToIntFunction<ImagePrice> PRECISION = ImagePrice::precision;

  ModelPrices {
    images = List.copyOf(images);
  }

  /** Returns what a picture will cost, or more. */
  Money estimateImage(ImageTerms terms) {
    return listPrice(terms)
        .or(
            () ->
                tokens.map(
                    prices ->
                        prices.cost(
                            new TokenUsage(
                                TOKENS_PER_PROMPT, TOKENS_PER_PROMPT, 0, tokensPerImage, 0))))
        .orElse(Money.ZERO);
  }

  /** Returns what the cheapest picture will cost. */
  Money cheapestImage() {
    return images.stream()
        .map(ImagePrice::price)
        .min(Comparator.naturalOrder())
        .orElseGet(() -> estimateImage(ImageTerms.UNKNOWN));
  }

  Money estimatePrompt() {
    return tokens
        .map(
            prices ->
                prices.cost(
                    new TokenUsage(TOKENS_PER_PROMPT, TOKENS_PER_PROMPT, 0, TOKENS_PER_PROMPT, 0)))
        .orElse(Money.ZERO);
  }

  /** Returns what the tokens cost; empty when tokens have no price, or none were told. */
  Optional<Money> cost(TokenUsage usage) {
    return tokens.filter(any -> usage.input() + usage.output() > 0).map(any -> any.cost(usage));
  }

  /**
   * Returns the highest of the prices that say most about such a picture; where none is for it, the
   * highest of all, so that no picture is free for want of a row.
   */
  private Optional<Money> listPrice(ImageTerms terms) {
    List<ImagePrice> fitting = images.stream().filter(price -> price.isOf(terms)).toList();
    int precision = fitting.stream().mapToInt(PRECISION).max().orElse(0);
    Stream<ImagePrice> best =
        fitting.isEmpty()
            ? images.stream()
            : fitting.stream().filter(price -> price.precision() == precision);
    return best.map(ImagePrice::price).max(Comparator.naturalOrder());
  }
}
