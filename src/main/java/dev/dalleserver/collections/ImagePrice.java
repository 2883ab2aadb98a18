package dev.dalleserver.collections;

import dev.dalleserver.pricing.Money;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What an image costs.
 *
 * @param paid whether the provider is paid for images
 * @param least what an image costs at least; empty when it has no price
 * @param currency empty without prices
 */
public record ImagePrice(boolean paid, Optional<Money> least, String currency) {
  /** Returns what so many images cost at least; empty when they have no price. */
  public Optional<Money> of(long images) {
    return least.map(price -> new Money(price.amount().multiply(BigDecimal.valueOf(images))));
  }
}
