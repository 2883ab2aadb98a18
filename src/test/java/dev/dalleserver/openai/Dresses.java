package dev.dalleserver.openai;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.BareDress;
import dev.dalleserver.dress.Dress;
import java.util.Map;

/** Dresses with the attributes that a test is about. */
final class Dresses {
  private static final String SEED =
      "f503017d7baf7fbc0fff7492b751025c6a78179bb97187a6c520157b2947fff0";

  private Dresses() {}

  static Dress plain() {
    return with(Map.of());
  }

  static Dress with(Map<AttributeName, String> records) {
    return BareDress.of(SEED, "A calm otter mends nets.", records).words();
  }
}
