package dev.dalleserver.collections;

import dev.dalleserver.pricing.Money;
import java.time.Duration;
import java.util.Optional;

/**
 * What a collection would do.
 *
 * @param present pictures that are there
 * @param toPay images that a provider would be paid for
 * @param remaining how long it would take; zero when that is not known
 * @param cost of the images at least; empty when they have no price
 * @param currency empty without prices
 */
public record CollectionEstimate(
    int present, int toPay, Duration remaining, Optional<Money> cost, String currency) {
  /** That of a collection of which nothing is to be made. */
  public static final CollectionEstimate NONE =
      new CollectionEstimate(0, 0, Duration.ZERO, Optional.empty(), "");
}
