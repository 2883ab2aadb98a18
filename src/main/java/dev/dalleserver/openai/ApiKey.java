package dev.dalleserver.openai;

/**
 * The secret that pays. It has no accessor outside this package, and its text form shows its end
 * only, so that it cannot slip into a log by accident.
 */
public final class ApiKey {
  /** Below this length four characters would give away too much of a key. */
  private static final int SHORTEST_TO_SHOW = 12;

  private final String secret;

  private ApiKey(String secret) {
    this.secret = secret;
  }

  /**
   * Takes a key as it stands in the environment or a file; white space around it is dropped.
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

  String authorization() {
    return "Bearer " + secret;
  }

  /** The text without the key, should it hold it. */
  String redactFrom(String text) {
    return text.replace(secret, toString());
  }

  /** {@code sk-…} and the last four characters. */
  @Override
  public String toString() {
    return "sk-…"
        + (secret.length() < SHORTEST_TO_SHOW ? "" : secret.substring(secret.length() - 4));
  }
}
