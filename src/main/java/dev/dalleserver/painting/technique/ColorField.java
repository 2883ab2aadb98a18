package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/** A few great soft-edged fields of colour that hover, and the figure breathed into them. */
final class ColorField implements Technique {
  private record Cloud(float left, float top, float right, float bottom, int rgb) {}

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Cloud[] clouds = clouds(input);
    Field edge = input.cloud("edge", 6, 4);
    Field stain = input.cloud("stain", 2.4f, 5);
    Noise weave = input.noise("weave");
    float soft = input.unit() * 0.045f;
    int ground = input.palette().tint(Role.GROUND, -0.06f);
    input.cover(
        0,
        1,
        (x, y) -> {
          float shift = soft * 0.7f * edge.at(x, y);
          int rgb = ground;
          for (Cloud cloud : clouds) {
            float inside =
                Math.min(
                    Math.min(x - cloud.left(), cloud.right() - x),
                    Math.min(y - cloud.top(), cloud.bottom() - y));
            rgb =
                Rgb.mix(rgb, cloud.rgb(), 0.93f * Waves.smooth(-soft, soft * 0.8f, inside + shift));
          }
          float weight = input.study().importance(x, y);
          if (weight > 0.2f) {
            rgb = Rgb.mix(rgb, input.seen(x, y), weight > 0.75f ? 0.92f : 0.7f);
          }
          float depth = 15 * stain.at(x, y) * (1 - 0.6f * weight);
          float thread = 7 * (weave.grain(x, y >> 2) + weave.grain(x >> 2, y) - 1);
          return Rgb.shift(rgb, (int) (depth + thread));
        });
  }

  /** Two or three fields, one below the other. */
  private static Cloud[] clouds(TechniqueInput input) {
    SeededRandom random = input.random("fields");
    Role[] roles = {Role.CLOTH, Role.GROUND, Role.SPARK, Role.BODY};
    int count = 2 + random.below(2);
    Cloud[] clouds = new Cloud[count];
    float margin = input.unit() * 0.075f;
    float top = margin;
    float room = input.height() - 2 * margin - (count - 1) * margin * 0.5f;
    float left = 1;
    for (int i = 0; i < count; i++) {
      float share = i == count - 1 ? left : left * random.between(0.3f, 0.6f);
      left -= share;
      float tall = room * share;
      Role role = roles[(i + random.below(2)) % roles.length];
      clouds[i] =
          new Cloud(
              margin,
              top,
              input.width() - margin,
              top + tall,
              input.palette().tint(role, random.between(-0.08f, 0.1f)));
      top += tall + margin * 0.5f;
    }
    return clouds;
  }
}
