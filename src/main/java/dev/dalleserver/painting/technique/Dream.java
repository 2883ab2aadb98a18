package dev.dalleserver.painting.technique;

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
  public void paint(TechniqueInput input) throws StoppedException {
    Stage stage = input.study().stage();
    Field melt = input.cloud("melt", 7, 3);
    Field haze = input.cloud("haze", 3, 4);
    float unit = input.unit();
    float turn = (0.5f + 0.8f * input.energy()) * stage.facing();
    float reach = unit * 0.52f;
    input.cover(
        0,
        0.75f,
        (x, y) -> {
          float weight = input.study().importance(x, y);
          float dx = x - stage.faceX();
          float dy = y - stage.faceY();
          float away = (float) Math.sqrt(dx * dx + dy * dy);
          float out = Waves.smooth(stage.head() * 2.2f, reach, away);
          float angle = turn * out * Waves.smooth(reach * 2.4f, reach * 0.8f, away);
          float cos = Waves.cos(angle);
          float sin = Waves.sin(angle);
          float drop = Math.max(0, melt.at(x, y * 0.15f)) * unit * 0.1f;
          float drip = drop * Waves.smooth(stage.faceY() + stage.head() * 1.6f, input.height(), y);
          float sx = stage.faceX() + dx * cos - dy * sin;
          float sy = stage.faceY() + dx * sin + dy * cos - drip;
          int seen = input.seen(sx, sy);
          int light = (int) (26 * haze.at(x, y) * (1 - weight) - 34 * y / input.height() + 14);
          return Rgb.shift(seen, light);
        });
    balls(input);
    input.pace().at(1);
  }

  /** Never over the face. */
  private static void balls(TechniqueInput input) throws StoppedException {
    SeededRandom random = input.random("balls");
    int count = input.scene().density().count(5);
    Canvas before = input.canvas().another().copy(input.canvas());
    for (int i = 0; i < count; i++) {
      input.pace().at(0.75f + 0.2f * i / count);
      float radius = input.unit() * random.between(0.025f, 0.085f);
      float x = input.width() * random.between(0.06f, 0.94f);
      float y = input.height() * random.between(0.06f, 0.9f);
      Stage stage = input.study().stage();
      float dx = x - stage.faceX();
      float dy = y - stage.faceY();
      float free = stage.head() * 1.7f + radius;
      if (dx * dx + dy * dy > free * free) {
        ball(input, before, x, y, radius);
      }
    }
  }

  /** A glass ball shows the whole world, small and upside down. */
  private static void ball(TechniqueInput input, Canvas before, float x, float y, float radius) {
    float light = input.study().lightX() < 0 ? -1 : 1;
    input
        .canvas()
        .dot(x - light * radius * 0.4f, y + radius * 1.5f, radius * 0.8f, input.ink(), 0.2f);
    int right = (int) Math.min(input.width() - 1, x + radius + 1);
    int bottom = (int) Math.min(input.height() - 1, y + radius + 1);
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
            lit = Rgb.mix(lit, input.paper(), Waves.smooth(0.93f, 0.98f, shine));
          }
          int index = py * input.width() + px;
          input.canvas().pixels()[index] = Rgb.mix(input.canvas().pixels()[index], lit, cover);
        }
      }
    }
  }
}
