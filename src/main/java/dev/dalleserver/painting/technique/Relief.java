package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Rgb;

/** Lets light fall across a surface that is not flat. */
final class Relief {
  private Relief() {}

  /**
   * Lightens slopes that face the light and darkens those that turn away.
   *
   * @param heights by pixel, 0 to 255
   * @param strength 0 to about 1
   * @param lightX side the light comes from, negative is left
   */
  static void light(Canvas canvas, byte[] heights, float strength, float lightX) {
    int width = canvas.width();
    int[] pixels = canvas.pixels();
    int side = lightX < 0 ? 1 : -1;
    int factor = (int) (strength * 96);
    for (int y = 1; y < canvas.height() - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int index = y * width + x;
        int slope =
            side * ((heights[index + 1] & 0xff) - (heights[index - 1] & 0xff))
                + (heights[index + width] & 0xff)
                - (heights[index - width] & 0xff);
        pixels[index] = Rgb.shift(pixels[index], -slope * factor >> 9);
      }
    }
  }
}
