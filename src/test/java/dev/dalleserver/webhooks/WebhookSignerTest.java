package dev.dalleserver.webhooks;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignerTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "whsec", "WHSEC_c2VjcmV0", "whsec_", "whsec_no base64!"})
  void what_is_no_secret_is_refused(String secret) {
    assertThatIllegalArgumentException().isThrownBy(() -> WebhookSigner.of(secret));
  }
}
