package dev.dalleserver.pricing;

import java.util.Map;
import java.util.Optional;

/**
 * What the operator says that calls cost. A model that it does not name has no price.
 *
 * @param currency three capital letters; empty when there are no prices
 */
public record PriceTable(String currency, Map<String, ModelPrices> models) {
  public static final PriceTable NONE = new PriceTable("", Map.of());

  public PriceTable {
    models = Map.copyOf(models);
  }

  public boolean isEmpty() {
    return models.isEmpty();
  }

  /** Returns true when pictures of the model have a price. */
  public boolean hasImagePrice(String model) {
    return models.containsKey(model);
  }

  /** Returns true when prompts by the model have a price, which only tokens can give. */
  public boolean hasPromptPrice(String model) {
    return Optional.ofNullable(models.get(model)).flatMap(ModelPrices::tokens).isPresent();
  }

  /**
   * Returns what a picture will cost at most, as far as can be said before; empty without price.
   */
  public Optional<Money> estimateImage(String model, ImageTerms terms) {
    return Optional.ofNullable(models.get(model)).map(prices -> prices.estimateImage(terms));
  }

  /** Returns what the cheapest picture of the model costs; empty without price. */
  public Optional<Money> cheapestImage(String model) {
    return Optional.ofNullable(models.get(model)).map(ModelPrices::cheapestImage);
  }

  /** Returns what a better prompt will cost, as far as can be said before; empty without price. */
  public Optional<Money> estimatePrompt(String model) {
    return hasPromptPrice(model)
        ? Optional.ofNullable(models.get(model)).map(ModelPrices::estimatePrompt)
        : Optional.empty();
  }

  /** Returns what the tokens cost; empty when they have no price, or none were told. */
  public Optional<Money> cost(String model, TokenUsage usage) {
    return Optional.ofNullable(models.get(model)).flatMap(prices -> prices.cost(usage));
  }
}
