package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Ground;
import dev.dalleserver.painting.scene.Palette;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Scheme;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.study.Study;

/**
 * The first layer of every picture: light over the whole field, and the things of the back style.
 */
final class Backdrop {
  private final Study study;
  private final Palette palette;
  private final Stage stage;
  private final float width;
  private final float height;

  Backdrop(Study study) {
    this.study = study;
    this.palette = study.palette();
    this.stage = study.stage();
    this.width = study.width();
    this.height = study.height();
  }

  void draw() {
    Ground ground = study.scene().ground();
    light(ground);
    new BackdropThings(study).draw(ground);
  }

  /** A graded field with a glow around the head, so that the face is what one sees first. */
  private void light(Ground ground) {
    Noise noise = new Noise(study.scene().random("light").nextLong());
    float base = palette.base(Role.GROUND) + (ground == Ground.NIGHT ? -0.22f : 0);
    float slope = ground == Ground.PLAIN ? 0.05f : 0.2f;
    float figure = palette.base(Role.BODY);
    float glow = figure > base ? -0.09f : 0.13f;
    float reach = Math.max(3.2f * stage.head(), 0.35f * study.colors().unit());
    boolean floor = ground == Ground.GRADIENT && study.scene().scheme() != Scheme.NEGATIVE;
    Field cloud =
        new Field(study.width(), study.height(), 8)
            .fill((x, y) -> noise.octaves(x * 2.4f / width, y * 2.4f / width, 4));
    fillUp(base, slope, glow, reach, cloud, floor);
  }

  /** Sets every pixel of the ground. */
  private void fillUp(
      float base, float slope, float glow, float reach, Field cloud, boolean floor) {
    study
        .colors()
        .paint(
            (x, y) -> {
              float dx = (x - stage.faceX()) / reach;
              float dy = (y - stage.faceY()) / reach;
              float near = 1 / (1 + dx * dx + dy * dy);
              float across = study.lightX() < 0 ? x / width : 1 - x / width;
              float lightness =
                  base + slope * (0.5f - 0.65f * y / height - 0.35f * across) + glow * near * near;
              lightness += 0.05f * cloud.at(x, y);
              if (floor) {
                lightness -= 0.09f * Waves.smooth(0, 0.02f * height, y - stage.horizon());
              }
              return palette.tone(Role.GROUND, lightness);
            });
  }
}
