package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Role;

/** Nothing but dots of ink, closer where it is darker, in two colours. */
final class Stipple implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    int paper = easel.paper();
    easel.cover(0, 0.08f, (x, y) -> Rgb.mix(paper, easel.seen(x, y), 0.16f));
    dots(easel);
    Contours.draw(easel, easel.pace().part(0.92f, 1), 0.0018f, 0.4f, easel.ink());
    easel.pace().at(1);
  }

  /** A lattice shaken loose, each point set with the probability of its darkness. */
  private static void dots(TechniqueInput easel) throws CancelledException {
    SeededRandom dice = easel.dice("stipple");
    float radius = Math.max(0.75f, easel.mark(0.0015f));
    float step = radius * 1.75f;
    int first = easel.ink();
    int second = easel.palette().tone(Role.SPARK, 0.42f);
    for (float y = 0; y < easel.height(); y += step) {
      easel.pace().at(0.08f + 0.84f * y / easel.height());
      for (float x = 0; x < easel.width(); x += step) {
        float px = x + step * 0.5f * dice.bell();
        float py = y + step * 0.5f * dice.bell();
        int seen = easel.seen(px, py);
        float dark = 1 - Rgb.luma(seen);
        float wanted = dark * dark * 1.15f;
        float weight = easel.study().importance(px, py);
        wanted *= weight > 0.2f ? 1.1f : 0.75f;
        if (dice.unit() < wanted) {
          int rgb = weight < 0.2f && dice.chance(0.4f) ? second : Rgb.mix(first, seen, 0.3f);
          easel.canvas().dot(px, py, radius * dice.between(0.7f, 1.2f), rgb, 0.92f);
        }
      }
    }
  }
}
