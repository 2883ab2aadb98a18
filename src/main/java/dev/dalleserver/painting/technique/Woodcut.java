package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;

/**
 * A block of dark wood: light is cut into it with a gouge, colours are printed from other blocks.
 */
final class Woodcut implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas colors = input.canvas().another();
    Field grain = input.cloud("grain", 9, 3);
    int paper = input.paper();
    colors.paint(
        (x, y) -> {
          int seen = Halftone.posted(input.seen(x, y));
          float worn = grain.at(x * 0.12f, y * 1.6f);
          return Rgb.mix(Rgb.mix(seen, paper, 0.32f), paper, 0.35f * Waves.clamp(worn));
        });
    input.pace().at(0.15f);
    int dark = Rgb.scale(input.ink(), 0.75f);
    input.cover(0.15f, 0.25f, (x, y) -> dark);
    Flow flow = new Flow(input, 0.35f);
    cut(input, colors, flow);
    Contours.draw(input, input.pace().part(0.85f, 1), 0.0042f, 0.3f, dark);
    input.pace().at(1);
  }

  /** Every cut lets the colour below through: broad where it is light, none where it is dark. */
  private static void cut(TechniqueInput input, Canvas colors, Flow flow) throws StoppedException {
    SeededRandom random = input.random("gouge");
    float pitch = Math.max(2.6f, input.mark(0.0078f));
    for (float y = 0; y < input.height() + pitch; y += pitch) {
      input.pace().at(0.3f + 0.55f * Math.min(1, y / input.height()));
      for (float x = 0; x < input.width() + pitch; x += pitch * 2.6f) {
        float px = x + pitch * random.bell();
        float py = y + pitch * 0.25f * random.bell();
        float light = Waves.smooth(0.1f, 0.8f, Rgb.luma(input.seen(px, py)));
        float close = input.study().importance(px, py) > 0.75f ? 0.5f : 1;
        if (light > 0.06f) {
          float width = pitch * (0.2f + 1.05f * light);
          gouge(input, colors, flow, random, px, py, width, pitch * 4.6f * close);
        }
      }
    }
    restore(input, colors);
  }

  /** Deepest in the middle, bent a little by the hand. */
  private static void gouge(
      TechniqueInput input,
      Canvas colors,
      Flow flow,
      SeededRandom random,
      float x,
      float y,
      float width,
      float length) {
    float angle = flow.angle(x, y);
    float dx = Waves.cos(angle) * length / 2;
    float dy = Waves.sin(angle) * length / 2;
    float bow = 0.07f * random.bell();
    Ribbon cut =
        new Ribbon()
            .to(x - dx, y - dy, width * 0.15f)
            .to(x - dx * 0.2f - dy * bow, y - dy * 0.2f + dx * bow, width)
            .to(x + dx, y + dy, width * 0.12f);
    input.canvas().fill(cut.outline(), (px, py) -> colors.at(px, py), 1);
  }

  /** Cuts the eyes clean: without them the figure looks lifeless. */
  private static void restore(TechniqueInput input, Canvas colors) {
    int[] pixels = input.canvas().pixels();
    for (int y = 0; y < input.height(); y++) {
      for (int x = 0; x < input.width(); x++) {
        if (input.study().importance(x, y) > 0.82f) {
          int index = y * input.width() + x;
          int seen = input.study().colors().pixels()[index];
          pixels[index] = Rgb.luma(seen) > 0.38f ? colors.pixels()[index] : pixels[index];
        }
      }
    }
  }
}
