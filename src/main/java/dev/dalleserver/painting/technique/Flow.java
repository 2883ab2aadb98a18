package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;

/**
 * The direction in which marks run: along edges where there are some, elsewhere as the wind blows.
 * From the smoothed structure tensor of the study's lightness, angles being doubled so that a
 * direction and its opposite are one.
 *
 * @see <a href="https://doi.org/10.1007/978-3-642-95974-5">Structure tensors in Jähne, Digital
 *     Image Processing</a>
 */
final class Flow {
  private static final int STEP = 6;

  private final Field cos;
  private final Field sin;

  /**
   * @param wind how many turns the noise makes where no edge leads, 0 to 1
   */
  Flow(TechniqueInput input, float wind) {
    Canvas seen = input.study().colors();
    int width = seen.width();
    int height = seen.height();
    Field xx = new Field(width, height, STEP).fill((x, y) -> square(slopeX(seen, x, y)));
    Field yy = new Field(width, height, STEP).fill((x, y) -> square(slopeY(seen, x, y)));
    Field xy =
        new Field(width, height, STEP).fill((x, y) -> slopeX(seen, x, y) * slopeY(seen, x, y));
    xx.blur(4);
    yy.blur(4);
    xy.blur(4);
    Noise noise = input.noise("wind");
    float lean = input.random("lean").between(-0.6f, 0.6f);
    float scale = 1.6f / seen.unit();
    Field turn =
        new Field(width, height, STEP)
            .fill((x, y) -> 2 * (lean + wind * 3 * noise.octaves(x * scale, y * scale, 2)));
    // The eigenvector of the smaller eigenvalue has the doubled angle (yy - xx, -2xy).
    cos =
        new Field(width, height, STEP)
            .fill((x, y) -> (yy.at(x, y) - xx.at(x, y)) * 60 + 0.05f * Waves.cos(turn.at(x, y)));
    sin =
        new Field(width, height, STEP)
            .fill((x, y) -> -2 * xy.at(x, y) * 60 + 0.05f * Waves.sin(turn.at(x, y)));
    cos.blur(3);
    sin.blur(3);
  }

  private static float slopeX(Canvas seen, float x, float y) {
    return Rgb.luma(seen.at(x + 3, y)) - Rgb.luma(seen.at(x - 3, y));
  }

  private static float slopeY(Canvas seen, float x, float y) {
    return Rgb.luma(seen.at(x, y + 3)) - Rgb.luma(seen.at(x, y - 3));
  }

  private static float square(float value) {
    return value * value;
  }

  /** In radians, the direction of a mark at a point. */
  float angle(float x, float y) {
    return 0.5f * Waves.atan2(sin.at(x, y), cos.at(x, y));
  }
}
