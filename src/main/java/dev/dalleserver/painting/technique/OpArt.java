package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;

/** Stripes that swell and bend over the forms, so that a flat sheet seems to breathe. */
final class OpArt implements Technique {
  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Stage stage = input.study().stage();
    int width = input.width();
    Field relief =
        new Field(width, input.height(), 4)
            .fill((x, y) -> Rgb.luma(input.seen(x, y)) + 0.55f * input.study().importance(x, y))
            .blur(5);
    Noise noise = input.noise("op");
    float unit = input.unit();
    float waves = 2.2f / unit;
    float pitch = Math.max(5, Math.min(unit * 0.021f, stage.head() * 0.21f));
    float swing = unit * (0.03f + 0.06f * input.energy());
    boolean rings = input.random("op").chance(0.45f);
    int dark = Rgb.mix(input.palette().tint(Role.GROUND, -0.35f), input.ink(), 0.6f);
    input.cover(
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
          float weight = input.study().importance(x, y);
          int seen = input.seen(x, y);
          float luma = Rgb.luma(seen);
          float share = weight > 0.3f ? 0.2f + 0.62f * luma : 0.5f + 0.3f * (luma - 0.5f);
          float wave = Math.abs(phase - (float) Math.floor(phase) - 0.5f) * 2;
          float soft = 1.6f / pitch;
          float cover = Waves.smooth(share - soft, share + soft, wave);
          int light = weight > 0.3f ? vivid(seen) : Rgb.mix(input.paper(), seen, 0.35f);
          return Rgb.mix(light, weight > 0.85f ? Rgb.mix(seen, dark, 0.2f) : dark, cover);
        });
    Contours.draw(input, input.pace().part(0.85f, 1), 0.003f, 0.5f, dark);
    input.pace().at(1);
  }

  private static int vivid(int rgb) {
    int grey = (int) (Rgb.luma(rgb) * 255);
    return Rgb.of(
        grey + (Rgb.red(rgb) - grey) * 14 / 10 + 30,
        grey + (Rgb.green(rgb) - grey) * 14 / 10 + 30,
        grey + (Rgb.blue(rgb) - grey) * 14 / 10 + 30);
  }
}
