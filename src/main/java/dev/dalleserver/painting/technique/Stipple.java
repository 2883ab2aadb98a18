package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Role;

/** Nothing but dots of ink, closer where it is darker, in two colours. */
final class Stipple implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    int paper = input.paper();
    input.cover(0, 0.08f, (x, y) -> Rgb.mix(paper, input.seen(x, y), 0.16f));
    dots(input);
    Contours.draw(input, input.pace().part(0.92f, 1), 0.0018f, 0.4f, input.ink());
    input.pace().at(1);
  }

  /** A lattice shaken loose, each point set with the probability of its darkness. */
  private static void dots(TechniqueInput input) throws StoppedException {
    SeededRandom random = input.random("stipple");
    float radius = Math.max(0.75f, input.mark(0.0015f));
    float step = radius * 1.75f;
    int first = input.ink();
    int second = input.palette().tone(Role.SPARK, 0.42f);
    for (float y = 0; y < input.height(); y += step) {
      input.pace().at(0.08f + 0.84f * y / input.height());
      for (float x = 0; x < input.width(); x += step) {
        float px = x + step * 0.5f * random.bell();
        float py = y + step * 0.5f * random.bell();
        int seen = input.seen(px, py);
        float dark = 1 - Rgb.luma(seen);
        float wanted = dark * dark * 1.15f;
        float weight = input.study().importance(px, py);
        wanted *= weight > 0.2f ? 1.1f : 0.75f;
        if (random.unit() < wanted) {
          int rgb = weight < 0.2f && random.chance(0.4f) ? second : Rgb.mix(first, seen, 0.3f);
          input.canvas().dot(px, py, radius * random.between(0.7f, 1.2f), rgb, 0.92f);
        }
      }
    }
  }
}
