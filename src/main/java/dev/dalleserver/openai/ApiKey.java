package dev.dalleserver.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  private final Pattern inText;

  private ApiKey(String secret) {
    this.secret = secret;
    // Hosts of URLs are shown in lower case.
    this.inText = Pattern.compile(String.join("|", forms(secret)), Pattern.CASE_INSENSITIVE);
  }

  /**
   * Returns patterns for the key as it is, and in base64 and hexadecimal as gateways pass it on.
   */
  private static List<String> forms(String secret) {
    List<String> forms = new ArrayList<>(List.of(Pattern.quote(secret)));
    if (secret.length() >= MIN_LENGTH_TO_SHOW) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      forms.add(HexFormat.of().formatHex(bytes));
      for (int before = 0; before < 3; before++) {
        forms.add(inBase64(bytes, before));
      }
    }
    return forms;
  }

  /** Returns the characters that only the key decides, behind so many bytes modulo three. */
  private static String inBase64(byte[] secret, int before) {
    byte[] shifted = new byte[before + secret.length];
    System.arraycopy(secret, 0, shifted, before, secret.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int first = (before * 8 + 5) / 6;
    int end = shifted.length * 8 / 6;
    return text.substring(first, end).replace("+", "[+-]").replace("/", "[/_]");
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
    return isPresent()
        ? inText.matcher(text).replaceAll(Matcher.quoteReplacement(toString()))
        : text;
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
