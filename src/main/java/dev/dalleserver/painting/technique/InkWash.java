package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/** Black ink in water: pale mist behind, wet tones on the figure, one breath of colour, a seal. */
final class InkWash implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Field wet = input.cloud("wet", 4, 5);
    Field shift = input.cloud("edge", 16, 4);
    Noise fiber = input.noise("fiber");
    int paper = Rgb.mix(input.paper(), 0xf3ead6, 0.5f);
    int ink = Rgb.mix(input.ink(), 0x14161c, 0.6f);
    float wander = input.unit() * 0.007f;
    float head = input.study().stage().faceY();
    input.cover(
        0,
        0.7f,
        (x, y) -> {
          float weight = input.study().importance(x, y);
          float calm = 1 - 0.75f * weight;
          float s = shift.at(x, y) * wander * calm;
          int seen = input.seen(x + s, y - s);
          float dark = 1 - Rgb.luma(seen);
          float far = weight > 0.2f ? 1 : 0.42f;
          float mist = weight > 0.2f ? 0 : 0.2f * Waves.smooth(head, input.height(), y);
          float tone = Waves.clamp((dark * 1.18f - 0.14f) * far - mist);
          tone *= 0.88f + 0.4f * wet.at(x, y);
          float grain =
              0.05f * (fiber.grain(x >> 1, y) - 0.5f) + 0.03f * fiber.at(x * 0.5f, y * 0.06f);
          int washed =
              Watercolor.washed(paper, Rgb.mix(ink, seen, 0.24f), Waves.clamp(tone + grain) * 1.1f);
          return weight > 0.9f ? Rgb.mix(washed, seen, 0.35f) : washed;
        });
    strokes(input, ink);
    seal(input);
    input.pace().at(1);
  }

  /** Contours of the figure, and reeds on the empty side. */
  private static void strokes(TechniqueInput input, int ink) throws StoppedException {
    Contours.draw(input, input.pace().part(0.7f, 0.9f), 0.0052f, 0.34f, ink);
    SeededRandom random = input.random("reeds");
    int count = input.scene().density().count(7);
    float side = input.study().stage().faceX() < input.width() / 2f ? 1 : 0;
    for (int i = 0; i < count; i++) {
      float x = input.width() * (side + (side > 0 ? -0.32f : 0.32f) * random.unit());
      float tall = input.height() * random.between(0.2f, 0.55f);
      float lean = input.unit() * 0.12f * random.bell();
      float width = input.unit() * random.between(0.005f, 0.013f);
      Ribbon stalk =
          new Ribbon()
              .to(x, input.height() + 4, width)
              .to(x + lean * 0.35f, input.height() - tall * 0.55f, width * 0.8f)
              .to(x + lean, input.height() - tall, width * 0.1f);
      input.canvas().fill(stalk.smooth().outline(), ink, random.between(0.3f, 0.85f));
    }
  }

  /** The painter's red stamp, with a sign that belongs to the seed. */
  private static void seal(TechniqueInput input) {
    SeededRandom random = input.random("seal");
    float size = input.unit() * 0.05f;
    float x = input.study().stage().faceX() < input.width() / 2f ? input.width() - size * 2 : size;
    float y = input.height() - size * 2.1f;
    int red = Rgb.mix(0xb3261e, input.palette().tint(Role.SPARK, -0.05f), 0.25f);
    input.canvas().fill(Outline.rectangle(x, y, size, size), red, 0.88f);
    float cell = size / 6;
    for (int row = 1; row < 5; row++) {
      for (int column = 1; column < 3; column++) {
        if (random.chance(0.55f)) {
          // Mirrored, so that it reads as a sign.
          mark(input, x + column * cell, y + row * cell, cell);
          mark(input, x + (5 - column) * cell, y + row * cell, cell);
        }
      }
    }
  }

  private static void mark(TechniqueInput input, float x, float y, float cell) {
    input.canvas().fill(Outline.rectangle(x, y, cell, cell * 0.85f), input.paper(), 0.95f);
  }
}
