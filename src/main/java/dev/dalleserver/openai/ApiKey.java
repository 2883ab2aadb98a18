package dev.dalleserver.openai;

/**
 * The secret that requests are charged to. It has no accessor outside this package, and its text
 * form shows its end only, so that it cannot slip into a log by accident.
 */
public final class ApiKey {
  /** The absence of a key, for servers that ask for none. */
  public static final ApiKey NONE = new ApiKey("");

  /** Below this length four characters would reveal too much of a key. */
  private static final int MIN_LENGTH_TO_SHOW = 12;

  private final String secret;

  private ApiKey(String secret) {
    this.secret = secret;
  }

  /**
   * Parses a key from the environment or a file; drops white space around it.
   *
   * @throws IllegalArgumentException when it is empty or has a character that no header may carry;
   *     the message does not repeat the key
   */
  public static ApiKey parse(String text) {
    String key = text.strip();
    if (key.isEmpty()) {
      throw new IllegalArgumentException("the API key is empty");
    }
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) <= ' ' || key.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "the API key has a character at position "
                + (i + 1)
                + " that is not printable ASCII (a line break, a space or an accent?)");
      }
    }
    return new ApiKey(key);
  }

  boolean isPresent() {
    return !secret.isEmpty();
  }

  /** Returns the key itself, for a header of the server that it was given for. */
  String secret() {
    return secret;
  }

  /** Returns the text with the key masked, should it hold it. */
  String redactFrom(String text) {
    return isPresent() ? text.replace(secret, toString()) : text;
  }

  /** Returns {@code sk-…} and the last four characters, or {@code none}. */
  @Override
  public String toString() {
    if (!isPresent()) {
      return "none";
    }
    return "sk-…"
        + (secret.length() < MIN_LENGTH_TO_SHOW ? "" : secret.substring(secret.length() - 4));
  }
}
