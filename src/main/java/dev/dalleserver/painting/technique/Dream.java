package dev.dalleserver.painting.technique;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Stage;

/**
 * A smooth, impossible light: the world turns around the head, drips, and floats in glass balls.
 */
final class Dream implements Technique {
  @Override
  public void paint(TechniqueInput easel) throws CancelledException {
    Stage stage = easel.study().stage();
    Field melt = easel.cloud("melt", 7, 3);
    Field haze = easel.cloud("haze", 3, 4);
    float unit = easel.unit();
    float turn = (0.5f + 0.8f * easel.energy()) * stage.facing();
    float reach = unit * 0.52f;
    easel.cover(
        0,
        0.75f,
        (x, y) -> {
          float weight = easel.study().importance(x, y);
          float dx = x - stage.faceX();
          float dy = y - stage.faceY();
          float away = (float) Math.sqrt(dx * dx + dy * dy);
          float out = Waves.smooth(stage.head() * 2.2f, reach, away);
          float angle = turn * out * Waves.smooth(reach * 2.4f, reach * 0.8f, away);
          float cos = Waves.cos(angle);
          float sin = Waves.sin(angle);
          float drop = Math.max(0, melt.at(x, y * 0.15f)) * unit * 0.1f;
          float drip = drop * Waves.smooth(stage.faceY() + stage.head() * 1.6f, easel.height(), y);
          float sx = stage.faceX() + dx * cos - dy * sin;
          float sy = stage.faceY() + dx * sin + dy * cos - drip;
          int seen = easel.seen(sx, sy);
          int light = (int) (26 * haze.at(x, y) * (1 - weight) - 34 * y / easel.height() + 14);
          return Rgb.shift(seen, light);
        });
    balls(easel);
    easel.pace().at(1);
  }

  /** Never over the face. */
  private static void balls(TechniqueInput easel) throws CancelledException {
    SeededRandom dice = easel.dice("balls");
    int count = easel.scene().density().count(5);
    Canvas before = easel.canvas().another().copy(easel.canvas());
    for (int i = 0; i < count; i++) {
      easel.pace().at(0.75f + 0.2f * i / count);
      float radius = easel.unit() * dice.between(0.025f, 0.085f);
      float x = easel.width() * dice.between(0.06f, 0.94f);
      float y = easel.height() * dice.between(0.06f, 0.9f);
      Stage stage = easel.study().stage();
      float dx = x - stage.faceX();
      float dy = y - stage.faceY();
      float free = stage.head() * 1.7f + radius;
      if (dx * dx + dy * dy > free * free) {
        ball(easel, before, x, y, radius);
      }
    }
  }

  /** A glass ball shows the whole world, small and upside down. */
  private static void ball(TechniqueInput easel, Canvas before, float x, float y, float radius) {
    float light = easel.study().lightX() < 0 ? -1 : 1;
    easel
        .canvas()
        .dot(x - light * radius * 0.4f, y + radius * 1.5f, radius * 0.8f, easel.ink(), 0.2f);
    int right = (int) Math.min(easel.width() - 1, x + radius + 1);
    int bottom = (int) Math.min(easel.height() - 1, y + radius + 1);
    for (int py = (int) Math.max(0, y - radius - 1); py <= bottom; py++) {
      for (int px = (int) Math.max(0, x - radius - 1); px <= right; px++) {
        float nx = (px + 0.5f - x) / radius;
        float ny = (py + 0.5f - y) / radius;
        float rr = nx * nx + ny * ny;
        float cover = Math.min(1, (1 - (float) Math.sqrt(rr)) * radius + 0.5f);
        if (cover > 0) {
          float depth = (float) Math.sqrt(Math.max(0, 1 - rr));
          float bend = 3.2f * radius / (0.35f + depth);
          int seen = before.at(x - nx * bend * 2.2f, y - ny * bend * 2.2f);
          float shine = nx * 0.55f * light - ny * 0.65f + depth * 0.5f;
          int lit = Rgb.shift(seen, (int) (70 * (shine - 0.35f)));
          if (shine > 0.93f) {
            lit = Rgb.mix(lit, easel.paper(), Waves.smooth(0.93f, 0.98f, shine));
          }
          int index = py * easel.width() + px;
          easel.canvas().pixels()[index] = Rgb.mix(easel.canvas().pixels()[index], lit, cover);
        }
      }
    }
  }
}
