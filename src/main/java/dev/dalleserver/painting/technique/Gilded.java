package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;

/** Flat jewel colours inlaid in gold: ground of scrolls and discs, contours like cloisonné wire. */
final class Gilded implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    SeededRandom random = input.random("gilded");
    Noise noise = input.noise("leaf");
    Field leaf = input.cloud("leaf", 5, 4);
    int gold = gold(input);
    float motif = input.unit() * random.between(0.05f, 0.085f);
    int kind = random.below(3);
    input.cover(
        0,
        0.7f,
        (x, y) -> {
          int seen = input.seen(x, y);
          float weight = input.study().importance(x, y);
          float glint = 0.86f + 0.3f * leaf.at(x, y) + 0.07f * noise.grain(x >> 1, y >> 1);
          if (weight > 0.06f) {
            return Rgb.shift(Halftone.posted(seen), (int) (10 * leaf.at(x, y)));
          }
          float drawn = ornament(kind, x, y, motif, input.study().stage());
          int ground =
              Rgb.mix(seen, Rgb.scale(seen, 0.82f), Waves.smooth(-0.2f, 0.2f, leaf.at(x, y)));
          return Rgb.mix(ground, Rgb.scale(gold, glint), drawn * 0.85f);
        });
    Contours.draw(
        input, input.pace().part(0.7f, 0.85f), 0.0066f, 0.1f, Rgb.scale(input.ink(), 0.7f));
    Contours.draw(input, input.pace().part(0.85f, 1), 0.0034f, 0.1f, Rgb.shift(gold, 14));
    input.pace().at(1);
  }

  /** The palette's most precious yellow: its spark drawn towards gold. */
  static int gold(TechniqueInput input) {
    Oklab spark = Oklab.of(input.palette().tint(Role.SPARK, 0.05f));
    return spark.mix(Oklab.polar(0.8f, 0.13f, 1.5f), 0.7f).rgb();
  }

  private static float ornament(int kind, int x, int y, float motif, Stage stage) {
    return switch (kind) {
      case 0 -> scrolls(x / motif, y / motif);
      case 1 -> discs(x / motif, y / motif);
      default -> fans((x - stage.faceX()) / motif, (y - stage.faceY()) / motif);
    };
  }

  /** Spirals that turn into each other on a lattice, every other one the other way round. */
  private static float scrolls(float u, float v) {
    float cu = (float) Math.floor(u);
    float cv = (float) Math.floor(v);
    float du = u - cu - 0.5f;
    float dv = v - cv - 0.5f;
    int hand = ((int) (cu + cv) & 1) == 0 ? 1 : -1;
    float radius = (float) Math.sqrt(du * du + dv * dv);
    float angle = Waves.atan2(dv, du) * hand;
    float wave = Waves.sin(angle + radius * 21);
    return Waves.smooth(0.35f, 0.75f, wave) * Waves.smooth(0.53f, 0.47f, radius);
  }

  /** Rings with a dot, as on Klimt's robes. */
  private static float discs(float u, float v) {
    float du = u - (float) Math.floor(u) - 0.5f;
    float dv = v - (float) Math.floor(v) - 0.5f;
    float radius = (float) Math.sqrt(du * du + dv * dv);
    float ring = Waves.smooth(0.1f, 0.05f, Math.abs(radius - 0.36f) * 2.4f);
    return Math.max(ring, Waves.smooth(0.19f, 0.15f, radius));
  }

  /** Rows of opening fans. */
  private static float fans(float u, float v) {
    float row = (float) Math.floor(v * 2);
    float best = 0;
    for (int below = 0; below < 2; below++) {
      float r = row + below;
      float shifted = u + 0.5f * ((int) r & 1);
      float du = shifted - (float) Math.floor(shifted) - 0.5f;
      float dv = v - (r + 1) / 2;
      float radius = (float) Math.sqrt(du * du + dv * dv);
      if (radius < 0.5f && dv < 0.02f) {
        float wave = radius * 6 - (float) Math.floor(radius * 6);
        best = Waves.smooth(0.62f, 0.72f, wave);
      }
    }
    return best;
  }
}
