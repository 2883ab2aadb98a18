package dev.dalleserver.batches;

import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import java.util.OptionalLong;

/** Requests for batches, as tests need them. */
final class Requests {
  private Requests() {}

  static BatchRequest one() {
    return of("a red fox", 1, OptionalLong.of(42));
  }

  static BatchRequest of(String prompt, int count, OptionalLong seed) {
    return new BatchRequest(prompt, new ImageSize(64, 64), Tuning.DEFAULT, seed, count);
  }

  static BatchRequest batch(int count) {
    return of("a red fox", count, OptionalLong.of(42));
  }
}
