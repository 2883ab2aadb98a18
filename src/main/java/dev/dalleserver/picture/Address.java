package dev.dalleserver.picture;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An Ethereum address, {@code 0x} and 40 lower-case hex digits. */
public record Address(@JsonValue String value) {
  /** The form of an address, for error messages. */
  public static final String FORM = "0x and 40 hex digits";

  private static final Pattern PATTERN = Pattern.compile("0[xX][0-9a-fA-F]{40}");

  @JsonCreator
  public Address {
    if (!PATTERN.matcher(value).matches()) {
      throw new InvalidAddressException("an address is " + FORM, value);
    }
    value = value.toLowerCase(Locale.ROOT);
  }

  /**
   * Parses an address.
   *
   * @param text an address in any mixture of cases; the checksum in its cases is not verified
   * @throws InvalidAddressException when it is not an address
   */
  public static Address parse(String text) {
    return new Address(text);
  }

  /** Parses an address in any mixture of cases; empty for any other text. */
  public static Optional<Address> find(String text) {
    return PATTERN.matcher(text).matches() ? Optional.of(new Address(text)) : Optional.empty();
  }

  /** Parses the form that files and JSON have, in lower case; empty for any other text. */
  public static Optional<Address> parseStored(String text) {
    return PATTERN.matcher(text).matches() && text.chars().noneMatch(Character::isUpperCase)
        ? Optional.of(new Address(text))
        : Optional.empty();
  }

  /**
   * Returns the mixed-case form, whose cases are a checksum.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-55">EIP-55</a>
   */
  public String checksummed() {
    String digits = value.substring(2);
    String hash = Keccak256.hex(digits);
    StringBuilder mixed = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      mixed.append(Character.digit(hash.charAt(i), 16) >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return mixed.toString();
  }

  @Override
  public String toString() {
    return value;
  }
}
