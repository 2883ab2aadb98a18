package dev.dalleserver.settings;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/**
 * Who is told when a run ends, besides those whom callers name.
 *
 * @param url http or https; often a secret in itself; empty: only those whom callers name
 * @param secret signs what is sent; empty: unsigned
 */
public record WebhookSettings(Optional<URI> url, Optional<Secret> secret) {
  private static final String BASE64_FOLLOWS = "whsec_";

  /** Whether a secret holds what Standard Webhooks takes for a key. */
  static boolean isKey(Secret secret) {
    String text = secret.reveal();
    if (!text.startsWith(BASE64_FOLLOWS)) {
      // Receivers' libraries would take it for base64 all the same, and find every signature wrong.
      return false;
    }
    try {
      return Base64.getDecoder().decode(text.substring(BASE64_FOLLOWS.length())).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "WebhookSettings[host=" + url.map(URI::getHost).orElse("") + "]";
  }
}
