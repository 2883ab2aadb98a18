package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;

/** Panes of glowing glass between lines of lead. */
final class StainedGlass implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Canvas canvas = input.canvas();
    Cells cells =
        Cells.of(input, Math.max(8, Math.min(input.unit() * 0.052f, input.mark(0.07f))), 2);
    input.pace().at(0.4f);
    Noise noise = input.noise("glass");
    float scale = 9 / input.unit();
    for (int y = 0; y < input.height(); y++) {
      if (y % 32 == 0) {
        input.pace().at(0.4f + 0.3f * y / input.height());
      }
      for (int x = 0; x < input.width(); x++) {
        int owner = cells.owner(x, y);
        int mean = Rgb.mix(cells.color(owner), input.seen(x, y), 0.25f);
        float pane = 0.86f + 0.34f * noise.grain(owner, 3);
        float streak = 0.11f * noise.octaves(x * scale, y * scale * 2.2f + owner * 3.1f, 3);
        canvas.pixels()[y * canvas.width() + x] = glowing(mean, pane + streak);
      }
    }
    lead(input, cells);
    input.pace().at(1);
  }

  /** Light through glass: stronger in colour than light from paint. */
  private static int glowing(int rgb, float light) {
    int grey = (int) (Rgb.luma(rgb) * 255);
    float more = 1.35f;
    return Rgb.of(
        (int) ((grey + (Rgb.red(rgb) - grey) * more) * light),
        (int) ((grey + (Rgb.green(rgb) - grey) * more) * light),
        (int) ((grey + (Rgb.blue(rgb) - grey) * more) * light));
  }

  /** Along every border, thinner about the face. */
  private static void lead(TechniqueInput input, Cells cells) throws StoppedException {
    int dark = Rgb.scale(input.ink(), 0.55f);
    float thick = Math.max(0.8f, input.unit() * 0.0027f);
    for (int y = 0; y < input.height(); y++) {
      if (y % 32 == 0) {
        input.pace().at(0.7f + 0.28f * y / input.height());
      }
      for (int x = 0; x < input.width(); x++) {
        if (cells.border(x, y)) {
          float weight = input.study().importance(x, y);
          input.canvas().dot(x + 0.5f, y + 0.5f, thick * (1 - 0.5f * weight), dark, 0.9f);
        }
      }
    }
  }
}
