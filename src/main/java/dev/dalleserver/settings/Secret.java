package dev.dalleserver.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * A key or token: visible ASCII characters that appear in no log line and no message.
 *
 * <p>Only {@link #reveal} returns the text, so that every use of it can be found.
 */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * Creates a secret; empty when {@code text} is empty or holds anything but visible ASCII: a line
   * break in a key would otherwise end up as a second header, or in an exception's message.
   */
  public static Optional<Secret> of(String text) {
    boolean visible = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    return visible ? Optional.of(new Secret(text)) : Optional.empty();
  }

  /** Creates a secret of any characters, for what is not sent in a header. */
  static Secret ofAny(String text) {
    return new Secret(text);
  }

  /** Returns the text, only for the header that it is meant for. */
  public String reveal() {
    return text;
  }

  /** Returns true for the word {@code none}, which says that a server asks for no key. */
  public boolean isNone() {
    return text.equalsIgnoreCase("none");
  }

  /** Compares with {@code candidate}, in a time that does not depend on where the two differ. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(bytes(text), bytes(candidate));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
