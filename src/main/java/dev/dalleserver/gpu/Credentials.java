package dev.dalleserver.gpu;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A user and password, or a bearer token, that no log line and no message shows. The operator may
 * replace it while the server runs. Thread-safe.
 */
public final class Credentials {
  public static final Credentials NONE = new Credentials("");

  /** The most replaced secrets that are still masked in texts. */
  private static final int MAX_REPLACED = 8;

  /** The secret first, then those that it has replaced. Never empty. */
  private volatile List<String> secrets;

  private Credentials(String secret) {
    this.secrets = List.of(secret);
  }

  /**
   * Replaces the secret for all requests that begin from now on.
   *
   * @throws IllegalArgumentException when this or the other holds none
   */
  public synchronized void replaceBy(Credentials other) {
    String secret = other.secrets.get(0);
    if (secrets.get(0).isEmpty() || secret.isEmpty()) {
      throw new IllegalArgumentException("credentials replace credentials");
    }
    secrets =
        Stream.concat(Stream.of(secret), secrets.stream())
            .distinct()
            .limit(1 + MAX_REPLACED)
            .toList();
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
    return Optional.of(secrets.get(0))
        .filter(secret -> !secret.isEmpty())
        .map(Credentials::authorization);
  }

  private static String authorization(String secret) {
    return secret.indexOf(':') > 0
        ? "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))
        : "Bearer " + secret;
  }

  /** Returns the text with the secret masked, should it hold it. */
  String redactFrom(String text) {
    String clean = text;
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        String header = authorization(secret);
        clean = clean.replace(header.substring(header.indexOf(' ') + 1), "…").replace(secret, "…");
      }
    }
    return clean;
  }

  @Override
  public String toString() {
    return secrets.get(0).isEmpty() ? "none" : "(secret)";
  }
}
