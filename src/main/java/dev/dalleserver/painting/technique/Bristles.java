package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;

/**
 * Strokes of a bristle brush: streaked along their length, ragged at the end, and, where a relief
 * is kept, with ridges that catch the light.
 */
final class Bristles {
  private final Canvas canvas;
  private final Noise noise;
  private final byte[] relief;

  /**
   * @param relief height of the paint by pixel, or empty to keep none
   */
  Bristles(Canvas canvas, Noise noise, byte[] relief) {
    this.canvas = canvas;
    this.noise = noise;
    this.relief = relief;
  }

  /**
   * One stroke.
   *
   * @param angle its direction in radians
   * @param bend how far its ends hang to one side, in widths
   * @param streak how much bristles differ in lightness, 0 to 255
   */
  record Stroke(
      float x, float y, float angle, float length, float width, float bend, int rgb, int streak) {}

  void lay(Stroke stroke, int number) {
    float cos = Waves.cos(stroke.angle());
    float sin = Waves.sin(stroke.angle());
    float halfLength = stroke.length() / 2;
    float halfWidth = stroke.width() / 2;
    float sag = Math.abs(stroke.bend()) * stroke.width();
    float reachX = Math.abs(cos) * halfLength + Math.abs(sin) * (halfWidth + sag) + 1;
    float reachY = Math.abs(sin) * halfLength + Math.abs(cos) * (halfWidth + sag) + 1;
    int top = Math.max(0, (int) (stroke.y() - reachY));
    int bottom = Math.min(canvas.height() - 1, (int) (stroke.y() + reachY));
    int left = Math.max(0, (int) (stroke.x() - reachX));
    int right = Math.min(canvas.width() - 1, (int) (stroke.x() + reachX));
    float perLength = 1 / halfLength;
    float perWidth = 1 / halfWidth;
    float hang = stroke.bend() * 2;
    for (int row = top; row <= bottom; row++) {
      float dy = row + 0.5f - stroke.y();
      for (int column = left; column <= right; column++) {
        float dx = column + 0.5f - stroke.x();
        float along = (dx * cos + dy * sin) * perLength;
        float across = (dy * cos - dx * sin) * perWidth - hang * along * along;
        if (along > -1 && along < 1 && across > -1 && across < 1) {
          touch(row * canvas.width() + column, along, across, stroke, number);
        }
      }
    }
  }

  /** One pixel of a stroke: which hair passed here, and had it still paint? */
  private void touch(int index, float along, float across, Stroke stroke, int number) {
    int hair = (int) ((across + 1) * (3 + stroke.width() * 0.35f));
    float bristle = noise.grain(hair, number);
    float end = 0.72f + 0.28f * bristle - 0.3f * across * across;
    float inside =
        Math.min((end - Math.abs(along)) * 9, (1 - Math.abs(across)) * stroke.width() * 0.5f);
    if (inside <= 0) {
      return;
    }
    float dry = along > 0.35f && bristle < (along - 0.35f) * 0.7f ? 0.35f : 1;
    int shade = (int) ((bristle - 0.5f) * stroke.streak());
    float opacity = Math.min(1, inside) * dry;
    canvas.pixels()[index] =
        Rgb.mix(canvas.pixels()[index], Rgb.shift(stroke.rgb(), shade), opacity);
    if (relief.length > 0 && opacity > 0.4f) {
      float ridge = 40 + 70 * bristle + 60 * Math.abs(across) + 40 * Math.max(0, along);
      relief[index] = (byte) Math.min(255, (int) ridge);
    }
  }
}
