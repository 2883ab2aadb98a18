package dev.dalleserver.gpu;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A user and password, or a bearer token, that no log line and no message shows. */
public final class Credentials {
  public static final Credentials NONE = new Credentials("");

  private final String secret;

  private Credentials(String secret) {
    this.secret = secret;
  }

  /**
   * Returns credentials from their text: {@code user:password} is Basic authentication, anything
   * else a bearer token.
   */
  public static Credentials of(String text) {
    return new Credentials(text);
  }

  /** Returns the value of the header {@code Authorization}; empty when there are none. */
  Optional<String> authorization() {
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        secret.indexOf(':') > 0
            ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
            : "Bearer " + secret);
  }

  /** Returns the text with the secret masked, should it hold it. */
  String redactFrom(String text) {
    String clean = text;
    if (!secret.isEmpty()) {
      String header = authorization().orElse(secret);
      clean = clean.replace(header.substring(header.indexOf(' ') + 1), "…").replace(secret, "…");
    }
    return clean;
  }

  @Override
  public String toString() {
    return secret.isEmpty() ? "none" : "(secret)";
  }
}
