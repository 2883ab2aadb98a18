package dev.dalleserver.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs webhooks by the Standard Webhooks specification: HMAC-SHA256 over id, timestamp and body.
 */
public final class WebhookSigner {
  /** The prefix of secrets in base64. */
  public static final String PREFIX = "whsec_";

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSigner(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * Creates a signer from a secret in the form that operators configure.
   *
   * @param secret {@code whsec_} and the key in base64
   * @throws IllegalArgumentException for any other form
   */
  public static WebhookSigner of(String secret) {
    if (!secret.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a secret of Standard Webhooks");
    }
    return new WebhookSigner(Base64.getDecoder().decode(secret.substring(PREFIX.length())));
  }

  /** Returns the value of {@code webhook-signature}. */
  String sign(String id, Instant at, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM supports " + ALGORITHM, e);
    }
  }
}
