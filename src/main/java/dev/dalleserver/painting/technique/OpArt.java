package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;

/** Stripes that swell and bend over the forms, so that a flat sheet seems to breathe. */
final class OpArt implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    Stage stage = easel.study().stage();
    int width = easel.width();
    Field relief =
        new Field(width, easel.height(), 4)
            .fill((x, y) -> Rgb.luma(easel.seen(x, y)) + 0.55f * easel.study().importance(x, y))
            .blur(5);
    Noise noise = easel.noise("op");
    float unit = easel.unit();
    float waves = 2.2f / unit;
    float pitch = Math.max(5, Math.min(unit * 0.021f, stage.head() * 0.21f));
    float swing = unit * (0.03f + 0.06f * easel.energy());
    boolean rings = easel.dice("op").chance(0.45f);
    int dark = Rgb.mix(easel.palette().tint(Role.GROUND, -0.35f), easel.ink(), 0.6f);
    easel.cover(
        0,
        0.85f,
        (x, y) -> {
          float height = relief.at(x, y);
          float dx = x - stage.faceX();
          float dy = y - stage.faceY();
          float base =
              rings ? (float) Math.sqrt(dx * dx + dy * dy) : y + swing * Waves.sin(x * 5 / unit);
          float bend = noise.at(x * waves, y * waves) * swing - height * unit * 0.085f;
          float phase = (base + bend) / pitch;
          float weight = easel.study().importance(x, y);
          int seen = easel.seen(x, y);
          float luma = Rgb.luma(seen);
          float share = weight > 0.3f ? 0.2f + 0.62f * luma : 0.5f + 0.3f * (luma - 0.5f);
          float wave = Math.abs(phase - (float) Math.floor(phase) - 0.5f) * 2;
          float soft = 1.6f / pitch;
          float cover = Waves.smooth(share - soft, share + soft, wave);
          int light = weight > 0.3f ? vivid(seen) : Rgb.mix(easel.paper(), seen, 0.35f);
          return Rgb.mix(light, weight > 0.85f ? Rgb.mix(seen, dark, 0.2f) : dark, cover);
        });
    Contours.draw(easel, easel.pace().part(0.85f, 1), 0.003f, 0.5f, dark);
    easel.pace().at(1);
  }

  private static int vivid(int rgb) {
    int grey = (int) (Rgb.luma(rgb) * 255);
    return Rgb.of(
        grey + (Rgb.red(rgb) - grey) * 14 / 10 + 30,
        grey + (Rgb.green(rgb) - grey) * 14 / 10 + 30,
        grey + (Rgb.blue(rgb) - grey) * 14 / 10 + 30);
  }
}
