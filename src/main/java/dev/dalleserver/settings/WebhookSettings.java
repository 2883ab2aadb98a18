package dev.dalleserver.settings;

import java.net.URI;
import java.util.Base64;
import java.util.Optional;

/**
 * The operator's receiver of webhooks, in addition to the receivers that clients name.
 *
 * @param url http or https; often a secret itself; if empty, only receivers named by clients are
 *     notified
 * @param secret signs the webhooks; if empty, they are unsigned
 */
public record WebhookSettings(Optional<URI> url, Optional<Secret> secret) {
  private static final String KEY_PREFIX = "whsec_";

  /** What Standard Webhooks asks for; a shorter key can be guessed from a signed webhook. */
  private static final int MIN_KEY_BYTES = 24;

  /** Returns true when a secret is a key of Standard Webhooks of at least 24 bytes. */
  static boolean isKey(Secret secret) {
    String text = secret.reveal();
    if (!text.startsWith(KEY_PREFIX)) {
      // Receivers' libraries would decode it as base64 anyway, and reject every signature.
      return false;
    }
    try {
      return Base64.getDecoder().decode(text.substring(KEY_PREFIX.length())).length
          >= MIN_KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "WebhookSettings[host=" + url.map(URI::getHost).orElse("") + "]";
  }
}
