package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import java.util.ArrayList;
import java.util.List;

/** The figure as a sign in the night sky: nebulae, star dust, bright stars joined by thin lines. */
final class Constellation implements Technique {
  private record Star(float x, float y, float size) {}

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Field cloud = input.cloud("nebula", 3, 5);
    Field second = input.cloud("nebula2", 4.5f, 5);
    int night = Rgb.mix(input.palette().tone(Role.GROUND, 0.12f), 0x060814, 0.5f);
    int glow = input.palette().tone(Role.GROUND, 0.5f);
    int other = input.palette().tone(Role.SPARK, 0.55f);
    input.cover(
        0,
        0.5f,
        (x, y) -> {
          float weight = input.study().importance(x, y);
          float a = Waves.smooth(-0.15f, 0.75f, cloud.at(x, y));
          float b = Waves.smooth(0.05f, 0.8f, second.at(x, y));
          int sky = Rgb.mix(Rgb.mix(night, glow, 0.55f * a), other, 0.38f * b);
          if (weight < 0.2f) {
            return Rgb.mix(sky, Rgb.scale(input.seen(x, y), 0.5f), 0.22f);
          }
          int lit = Rgb.mix(sky, input.seen(x, y), weight > 0.8f ? 0.92f : 0.68f);
          return Rgb.shift(lit, (int) (16 * a));
        });
    dust(input);
    Contours.draw(
        input,
        input.pace().part(0.75f, 0.88f),
        0.0018f,
        0.3f,
        input.palette().tone(Role.PAPER, 0.9f));
    List<Star> stars = stars(input);
    lines(input, stars);
    stars.forEach(star -> shine(input, star));
    input.pace().at(1);
  }

  /** Faint stars are many, bright ones rare. */
  private static void dust(TechniqueInput input) throws StoppedException {
    SeededRandom random = input.random("dust");
    int count = input.scene().density().count((int) (input.unit() * 5));
    int pale = input.palette().tone(Role.PAPER, 0.97f);
    for (int i = 0; i < count; i++) {
      if (i % 256 == 0) {
        input.pace().at(0.5f + 0.25f * i / count);
      }
      float x = input.width() * random.unit();
      float y = input.height() * random.unit();
      boolean on = input.study().importance(x, y) > 0.3f;
      float rare = random.unit();
      float size = input.unit() * (0.0004f + 0.0013f * rare * rare * rare);
      input
          .canvas()
          .dot(x, y, Math.max(0.35f, size), pale, random.between(0.15f, on ? 0.5f : 0.95f));
    }
  }

  /** Stars sit on the outline of the figure, not too close to each other. */
  private static List<Star> stars(TechniqueInput input) {
    SeededRandom random = input.random("stars");
    List<Star> stars = new ArrayList<>();
    float apart = Math.max(6, input.mark(0.05f));
    for (int attempt = 0; attempt < 30000 && stars.size() < 90; attempt++) {
      float x = input.width() * random.unit();
      float y = input.height() * random.unit();
      boolean inside = input.study().importance(x, y) > 0.3f;
      boolean rim =
          inside
              && (input.study().importance(x + 4, y) < 0.2f
                  || input.study().importance(x - 4, y) < 0.2f
                  || input.study().importance(x, y - 4) < 0.2f
                  || input.study().importance(x, y + 4) < 0.2f);
      if (rim && stars.stream().allMatch(s -> away(s, x, y) > apart * apart)) {
        stars.add(new Star(x, y, random.between(0.5f, 1)));
      }
    }
    return stars;
  }

  private static float away(Star star, float x, float y) {
    return (star.x() - x) * (star.x() - x) + (star.y() - y) * (star.y() - y);
  }

  /** Every star is joined to its two nearest. */
  private static void lines(TechniqueInput input, List<Star> stars) {
    int pale = input.palette().tone(Role.SPARK, 0.88f);
    float width = Math.max(0.8f, input.unit() * 0.0013f);
    for (Star star : stars) {
      stars.stream()
          .filter(other -> other != star)
          .sorted((a, b) -> Float.compare(away(star, a.x(), a.y()), away(star, b.x(), b.y())))
          .limit(2)
          .forEach(
              other -> {
                Ribbon line =
                    new Ribbon().to(star.x(), star.y(), width).to(other.x(), other.y(), width);
                input.canvas().fill(line.outline(), pale, 0.55f);
              });
    }
  }

  /** A halo, four rays, a core. */
  private static void shine(TechniqueInput input, Star star) {
    float size = input.unit() * 0.0042f * star.size();
    int light = input.palette().tone(Role.PAPER, 1);
    for (int i = 5; i > 0; i--) {
      input
          .canvas()
          .dot(star.x(), star.y(), size * i * 0.9f, input.palette().tone(Role.SPARK, 0.85f), 0.06f);
    }
    for (int ray = 0; ray < 4; ray++) {
      float angle = Waves.PI / 2 * ray;
      Ribbon beam =
          new Ribbon()
              .to(star.x(), star.y(), size * 0.7f)
              .to(
                  star.x() + size * 4 * Waves.cos(angle),
                  star.y() + size * 4 * Waves.sin(angle),
                  0.1f);
      input.canvas().fill(beam.outline(), light, 0.8f);
    }
    input.canvas().dot(star.x(), star.y(), size * 0.8f, light, 1);
  }
}
