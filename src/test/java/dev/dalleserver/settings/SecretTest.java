package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
  private static final Secret ONE = Secret.of("sk-verysecret").orElseThrow();

  @Test
  void is_never_shown() {
    assertThat(ONE).hasToString("(secret)");
  }

  @Test
  void is_equal_to_the_same_text_and_to_nothing_else() {
    Secret same = Secret.of("sk-verysecret").orElseThrow();
    assertThat(ONE).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(ONE).isNotEqualTo(Secret.of("sk-verysecreT").orElseThrow());
    assertThat(ONE.equals((Object) "sk-verysecret")).isFalse();
    assertThat(ONE.matches("sk-verysecre")).isFalse();
    assertThat(ONE.reveal()).isEqualTo("sk-verysecret");
  }
}
