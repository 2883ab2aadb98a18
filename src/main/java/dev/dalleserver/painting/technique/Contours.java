package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.study.Study;

/** Lines where the shapes of a study meet, swelling and thinning as a pen does. */
final class Contours {
  private Contours() {}

  /**
   * @param width of the line as a share of the picture
   * @param least how important one of the shapes must be to be outlined
   */
  static void draw(TechniqueInput input, Pace pace, float width, float least, int rgb)
      throws StoppedException {
    Study study = input.study();
    Noise noise = input.noise("contour");
    float half = Math.max(0.5f, input.unit() * width / 2);
    float scale = 7 / input.unit();
    for (int y = 0; y < input.height() - 1; y++) {
      if (y % 32 == 0) {
        pace.at((float) y / input.height());
      }
      for (int x = 0; x < input.width() - 1; x++) {
        int here = study.part(x, y);
        boolean border = study.part(x + 1, y) != here || study.part(x, y + 1) != here;
        if (border && weight(study, x, y) >= least) {
          float swell = 1 + 0.45f * noise.at(x * scale, y * scale);
          float close = study.importance(x, y) > 0.75f ? 0.62f : 1;
          input.canvas().dot(x + 0.5f, y + 0.5f, half * swell * close, rgb, 0.85f);
        }
      }
    }
  }

  private static float weight(Study study, int x, int y) {
    float neighbours = Math.max(study.importance(x + 1, y), study.importance(x, y + 1));
    return Math.max(study.importance(x, y), neighbours);
  }
}
