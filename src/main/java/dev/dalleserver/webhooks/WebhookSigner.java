package dev.dalleserver.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs by the Standard Webhooks specification: HMAC-SHA256 over id, timestamp and body. */
public final class WebhookSigner {
  /** How secrets begin that are base64. */
  public static final String PREFIX = "whsec_";

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSigner(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * The signer with a secret as operators write it.
   *
   * @param secret {@code whsec_} and the key in base64
   * @throws IllegalArgumentException for anything else
   */
  public static WebhookSigner of(String secret) {
    if (!secret.startsWith(PREFIX)) {
      throw new IllegalArgumentException("not a secret of Standard Webhooks");
    }
    return new WebhookSigner(Base64.getDecoder().decode(secret.substring(PREFIX.length())));
  }

  /** The value of {@code webhook-signature}. */
  String sign(String id, Instant at, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM knows " + ALGORITHM, e);
    }
  }
}
