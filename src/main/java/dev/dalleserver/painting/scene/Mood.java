package dev.dalleserver.painting.scene;

import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.Waves;

/**
 * What an emotion does to the light.
 *
 * @param lift added to every lightness
 * @param vivid multiplies every chroma
 * @param warmth -1 cool to 1 warm
 */
public record Mood(float lift, float vivid, float warmth) {

  static Mood of(EmotionGroup emotion, Polarity polarity) {
    Mood base =
        switch (polarity) {
          case POSITIVE -> new Mood(0.06f, 1.08f, 0.5f);
          case NEGATIVE -> new Mood(-0.09f, 0.86f, -0.5f);
          case NEUTRAL -> new Mood(0, 1, 0);
        };
    return switch (emotion) {
      case JOY, SURPRISE, ANTICIPATION -> base.plus(0.02f, 0.08f, 0.3f);
      case LOVE, PRIDE, TRUST -> base.plus(0, 0.05f, 0.4f);
      case ANGER -> base.plus(-0.02f, 0.35f, 1.2f);
      case SADNESS, LONGING, SHAME -> base.plus(-0.01f, -0.12f, -0.4f);
      case FEAR -> base.plus(-0.04f, -0.05f, -0.5f);
      case DISGUST -> base.plus(-0.02f, 0, 0);
      case SERENITY, AWE, INTEREST -> base.plus(0.01f, -0.02f, -0.1f);
    };
  }

  private Mood plus(float lighter, float livelier, float warmer) {
    return new Mood(lift + lighter, vivid + livelier, warmth + warmer);
  }

  /** The colour in this light. */
  Oklab color(Oklab asked) {
    float lightness = Math.max(0.16f, Math.min(0.93f, asked.lightness() * 0.94f + 0.03f + lift));
    float warm = warmth * 0.008f;
    return new Oklab(
        Waves.clamp(lightness), asked.a() * vivid + warm, asked.b() * vivid + warm * 1.5f);
  }
}
