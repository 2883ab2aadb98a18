package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;

/**
 * Lines that swell with the dark and cross where it is darkest, over a breath of tint, as on
 * banknotes and old plates.
 */
final class Engraving implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    float unit = input.unit();
    float pitch = Math.max(3.4f, input.mark(0.0068f));
    Field relief =
        new Field(input.width(), input.height(), 4)
            .fill((x, y) -> Rgb.luma(input.seen(x, y)) + 0.4f * input.study().importance(x, y))
            .blur(6);
    Noise noise = input.noise("plate");
    int ink = Rgb.mix(input.ink(), input.palette().tone(Role.CLOTH, 0.2f), 0.3f);
    int paper = input.paper();
    float lean = Waves.rad(input.random("lean").between(-38, 38));
    float cos = Waves.cos(lean);
    float sin = Waves.sin(lean);
    input.cover(
        0,
        0.85f,
        (x, y) -> {
          int seen = input.seen(x, y);
          float dark = 1 - Rgb.luma(seen);
          float bulge = relief.at(x, y) * unit * 0.05f;
          float hand = 0.8f * noise.at(x * 0.02f, y * 0.02f);
          float first = hatch(x * sin + y * cos + bulge + hand, pitch, dark * 1.05f - 0.12f);
          float second = hatch(x * cos - y * sin + bulge - hand, pitch, dark * 1.25f - 0.68f);
          float third = hatch((x + y) * 0.7071f + bulge, pitch, dark * 1.5f - 1.05f);
          float cover = Math.max(first, Math.max(second, third));
          boolean close = input.study().importance(x, y) > 0.85f;
          if (close) {
            cover = Math.max(cover * 0.4f, Waves.smooth(0.62f, 0.72f, dark));
          }
          int tint = Rgb.mix(paper, seen, 0.34f);
          return Rgb.mix(tint, ink, 0.94f * cover);
        });
    Contours.draw(input, input.pace().part(0.85f, 1), 0.0028f, 0.1f, ink);
    input.pace().at(1);
  }

  /** One family of lines; {@code dark} from 0 is the share that they cover. */
  private static float hatch(float across, float pitch, float dark) {
    if (dark <= 0.02f) {
      return 0;
    }
    float phase = across / pitch;
    float away = Math.abs(phase - (float) Math.floor(phase) - 0.5f) * 2;
    float soft = 1.1f / pitch;
    return Waves.smooth(dark + soft, dark - soft, 1 - away);
  }
}
