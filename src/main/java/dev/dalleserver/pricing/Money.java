package dev.dalleserver.pricing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount in the currency of the price table, exact to its last digit. Its JSON form is a text
 * such as {@code "0.0421"}, since readers of JSON numbers round them.
 *
 * @param amount without zeros at the end, so that equal amounts are equal
 */
public record Money(BigDecimal amount) implements Comparable<Money> {
  public static final Money ZERO = new Money(BigDecimal.ZERO);

  /** Finer than the price of a single token of any model. */
  private static final int MAX_DECIMALS = 12;

  private static final int MAX_DIGITS = 9;
  private static final Pattern PLAIN =
      Pattern.compile("\\d{1," + MAX_DIGITS + "}(?:\\.\\d{1," + MAX_DECIMALS + "})?");
  private static final int MILLION_DIGITS = 6;

  public Money {
    amount = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
  }

  /** Parses an amount that is not negative, such as {@code 2.50}; empty for any other text. */
  public static Optional<Money> parse(String text) {
    return PLAIN.matcher(text).matches()
        ? Optional.of(new Money(new BigDecimal(text)))
        : Optional.empty();
  }

  /**
   * Reads a stored amount.
   *
   * @throws IllegalArgumentException when it is none
   */
  @JsonCreator
  static Money ofStored(String text) {
    // A sum has more digits than what an operator may write.
    if (!text.matches("\\d{1,30}(?:\\.\\d{1,30})?")) {
      throw new IllegalArgumentException("not an amount: " + text);
    }
    return new Money(new BigDecimal(text));
  }

  /** Returns this amount as plain digits, never with an exponent. */
  @JsonValue
  public String text() {
    return amount.toPlainString();
  }

  public Money plus(Money other) {
    return new Money(amount.add(other.amount));
  }

  /** Returns the difference, at least zero. */
  public Money minus(Money other) {
    return new Money(amount.subtract(other.amount).max(BigDecimal.ZERO));
  }

  /** Returns the cost of so many tokens, where this is the price of a million. */
  Money forTokens(long tokens) {
    return new Money(amount.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION_DIGITS));
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  @Override
  public int compareTo(Money other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public String toString() {
    return text();
  }
}
