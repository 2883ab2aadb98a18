package dev.dalleserver.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The secret that requests are charged to, which the operator may replace while the server runs. It
 * has no accessor outside this package, and its text form shows its end only, so that it cannot
 * slip into a log by accident. Thread-safe.
 */
public final class ApiKey {
  /** The absence of a key, for servers that ask for none. */
  public static final ApiKey NONE = new ApiKey("");

  /** Below this length four characters would reveal too much of a key. */
  private static final int MIN_LENGTH_TO_SHOW = 12;

  /** The most replaced keys that are remembered. */
  private static final int MAX_REPLACED = 8;

  /** The key first, then those that it has replaced, the latest first. Never empty. */
  private volatile List<Form> forms;

  private ApiKey(String secret) {
    this.forms = List.of(Form.of(secret));
  }

  /**
   * One key.
   *
   * @param inText what it looks like in texts
   * @param grams a quick look for what it looks like
   */
  private record Form(String secret, Pattern inText, SecretGrams grams) {
    static Form of(String secret) {
      List<String> encodings = ApiKey.encodings(secret);
      List<String> patterns = encodings.stream().map(ApiKey::pattern).toList();
      // Hosts of URLs are shown in lower case.
      return new Form(
          secret,
          Pattern.compile(String.join("|", patterns), Pattern.CASE_INSENSITIVE),
          new SecretGrams(encodings));
    }
  }

  /**
   * Replaces the key for all requests that begin from now on. The old one is still masked in texts,
   * and still opens what was encrypted with it.
   *
   * @throws IllegalArgumentException when this or the other is the absence of a key
   */
  public synchronized void replaceBy(ApiKey other) {
    if (!isPresent() || !other.isPresent()) {
      throw new IllegalArgumentException("a key replaces a key");
    }
    if (secret().equals(other.secret())) {
      return;
    }
    forms =
        Stream.concat(
                Stream.of(other.forms.get(0)),
                forms.stream().filter(form -> !form.secret().equals(other.secret())))
            .limit(1 + MAX_REPLACED)
            .toList();
  }

  /** Returns the key as it is, and in base64 and hexadecimal as gateways pass it on. */
  private static List<String> encodings(String secret) {
    List<String> encodings = new ArrayList<>(List.of(secret));
    if (secret.length() >= MIN_LENGTH_TO_SHOW) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      encodings.add(HexFormat.of().formatHex(bytes));
      for (int before = 0; before < 3; before++) {
        encodings.add(inBase64(bytes, before));
      }
    }
    return encodings;
  }

  /** Returns the characters that only the key decides, behind so many bytes modulo three. */
  private static String inBase64(byte[] secret, int before) {
    byte[] shifted = new byte[before + secret.length];
    System.arraycopy(secret, 0, shifted, before, secret.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int first = (before * 8 + 5) / 6;
    int end = shifted.length * 8 / 6;
    return text.substring(first, end);
  }

  /** Returns a pattern for an encoding in either alphabet of base64. */
  private static String pattern(String encoding) {
    return Pattern.quote(encoding).replace("+", "\\E[+-]\\Q").replace("/", "\\E[/_]\\Q");
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
    return !secret().isEmpty();
  }

  /** Returns the key itself, for a header of the server that it was given for. */
  String secret() {
    return forms.get(0).secret();
  }

  /** Returns the key and those that it has replaced, the latest first. */
  List<String> secrets() {
    return forms.stream().map(Form::secret).toList();
  }

  /** Returns the text with the key masked, should it hold it. */
  String redactFrom(String text) {
    String clean = text;
    if (isPresent()) {
      for (Form form : forms) {
        if (form.grams().mayBeIn(clean)) {
          clean =
              form.inText()
                  .matcher(clean)
                  .replaceAll(Matcher.quoteReplacement(masked(form.secret())));
        }
      }
    }
    return clean;
  }

  /** Returns {@code sk-…} and the last four characters, or {@code none}. */
  @Override
  public String toString() {
    if (!isPresent()) {
      return "none";
    }
    return masked(secret());
  }

  private static String masked(String secret) {
    return "sk-…"
        + (secret.length() < MIN_LENGTH_TO_SHOW ? "" : secret.substring(secret.length() - 4));
  }
}
