package dev.dalleserver.spending;

import dev.dalleserver.pricing.Money;
import java.time.LocalDate;

/**
 * What a ledger has counted on one day, to be brought from one to another.
 *
 * @param day in UTC
 */
public record SpentDay(LocalDate day, int images, Money money) {}
