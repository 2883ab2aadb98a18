package dev.dalleserver.painting.finish;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.scene.StyleGroup;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.painting.technique.TechniqueInput;

/** Second styles that change the light: dappled, glowing, varnished, dusky, rippling. */
final class LightFinish {
  private final TechniqueInput input;
  private final Stage stage;

  LightFinish(TechniqueInput input) {
    this.input = input;
    this.stage = input.study().stage();
  }

  void apply(StyleGroup group) throws StoppedException {
    switch (group) {
      case IMPRESSIONISM -> dapple();
      case ROMANTICISM -> glow();
      case CLASSICAL -> varnish();
      case SURREALISM -> dusk();
      default -> ripple();
    }
  }

  private int below(int x, int y) {
    return input.canvas().pixels()[y * input.canvas().width() + x];
  }

  /** Sun through leaves. */
  private void dapple() throws StoppedException {
    Field leaves = input.cloud("dapple", 11, 2);
    int sun = input.palette().tone(Role.SPARK, 0.92f);
    input.cover(
        0,
        1,
        (x, y) -> {
          float light = Waves.smooth(0.12f, 0.34f, leaves.at(x, y));
          int base = below(x, y);
          return Rgb.mix(Rgb.shift(base, (int) (-7 * (1 - light))), sun, 0.15f * light);
        });
  }

  /** A light behind the head, and its rays. */
  private void glow() throws StoppedException {
    float reach = input.unit() * 0.5f;
    Field mist = input.cloud("mist", 3, 4);
    int light = input.palette().tone(Role.PAPER, 0.97f);
    input.cover(
        0,
        1,
        (x, y) -> {
          float dx = (x - stage.faceX()) / reach;
          float dy = (y - stage.faceY()) / reach;
          float near = 1 / (1 + 3.4f * (dx * dx + dy * dy));
          float weight = input.study().importance(x, y);
          float share = (0.3f * near + 0.1f * mist.at(x, y) * (1 - near)) * (1 - 0.85f * weight);
          int base = Rgb.scale(below(x, y), 0.93f + 0.1f * near);
          return Rgb.mix(base, light, Math.max(0, share));
        });
  }

  /** Yellowed by age, darker to the corners. */
  private void varnish() throws StoppedException {
    float cx = input.canvas().width() / 2f;
    float cy = input.canvas().height() / 2f;
    input.cover(
        0,
        1,
        (x, y) -> {
          float dx = (x - cx) / cx;
          float dy = (y - cy) / cy;
          float rim = Waves.smooth(0.55f, 1.7f, dx * dx + dy * dy);
          int base = below(x, y);
          int warm = Rgb.mix(base, Rgb.multiply(base, 0xf0cf96), 0.32f);
          return Rgb.scale(warm, 1.03f - 0.42f * rim);
        });
  }

  /** Evening from above, the last light from the horizon. */
  private void dusk() throws StoppedException {
    int high = input.palette().tone(Role.GROUND, 0.18f);
    int low = input.palette().tone(Role.SPARK, 0.7f);
    float height = input.canvas().height();
    input.cover(
        0,
        1,
        (x, y) -> {
          float weight = 1 - 0.75f * input.study().importance(x, y);
          float upper = 0.42f * Waves.smooth(0.55f, 0, y / height);
          float lower = 0.17f * Waves.smooth(0.45f, 1, y / height);
          int base = below(x, y);
          int deep = Rgb.mix(base, Rgb.multiply(base, Rgb.shift(high, 50)), upper * weight * 1.4f);
          return Rgb.mix(deep, low, lower * weight);
        });
  }

  /** Rings of two colours around the head, faint upon the figure. */
  private void ripple() throws StoppedException {
    Field warp = input.cloud("ripple", 3, 3);
    int one = input.palette().tone(Role.SPARK, 0.6f);
    int other = input.palette().tone(Role.CLOTH, 0.6f);
    float unit = input.unit();
    input.cover(
        0,
        1,
        (x, y) -> {
          float dx = (x - stage.faceX()) / unit;
          float dy = (y - stage.faceY()) / unit;
          float away = (float) Math.sqrt(dx * dx + dy * dy) + 0.12f * warp.at(x, y);
          float wave = Waves.sin(away * 46);
          float weight = input.study().importance(x, y) > 0.2f ? 0.06f : 0.24f;
          return Rgb.mix(below(x, y), wave > 0 ? one : other, weight * Math.abs(wave));
        });
  }
}
