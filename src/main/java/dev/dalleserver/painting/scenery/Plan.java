package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Study;

/** The composition made visible behind the figure: rays, bands, arches, a path, a spiral. */
final class Plan {
  private static final Fill GROUND = Fill.of(Role.GROUND);

  private final Study study;
  private final Stage stage;
  private final SeededRandom random;
  private final float width;
  private final float height;
  private final float unit;
  private final float x;
  private final float y;
  private final float far;

  Plan(Study study) {
    this.study = study;
    this.stage = study.stage();
    this.random = study.scene().random("plan");
    this.width = study.width();
    this.height = study.height();
    this.unit = study.colors().unit();
    this.x = stage.faceX();
    this.y = stage.faceY();
    this.far = width + height;
  }

  void draw() {
    switch (study.scene().scheme()) {
      case GOLDEN -> golden();
      case THIRDS -> thirds();
      case RADIAL -> radial();
      case DIAGONAL -> diagonal();
      case SYMMETRY -> symmetry();
      case CENTERED -> medallion();
      case TRIANGLE -> triangle();
      case SPIRAL -> spiral();
      case FRAME -> frame();
      case SCURVE -> path();
      case GRID -> grid();
      case NEGATIVE -> emptiness();
    }
  }

  private void put(Outline outline, Fill fill, float opacity) {
    study.begin(0.1f);
    study.fill(outline, fill, unit * 0.1f, opacity);
  }

  /** Rectangles of the golden ratio, each the remainder of the one before. */
  private void golden() {
    float left = 0;
    float top = 0;
    float w = width;
    float h = height;
    for (int i = 0; i < 6; i++) {
      boolean across = i % 2 == 0;
      float cut = (across ? w : h) * 0.382f;
      boolean low = across ? x > left + w / 2 : y > top + h / 2;
      float sx = across && !low ? left + w - cut : left;
      float sy = !across && !low ? top + h - cut : top;
      Outline strip = Outline.rectangle(sx, sy, across ? cut : w, across ? h : cut);
      put(strip, GROUND.lighter(i % 2 == 0 ? 0.07f : -0.07f).form(0.05f), 0.75f);
      if (across) {
        left = low ? left + cut : left;
        w -= cut;
      } else {
        top = low ? top + cut : top;
        h -= cut;
      }
    }
  }

  /** Land and sky meet on a third, a sun stands on a crossing. */
  private void thirds() {
    float line = height / 3 * (y < height / 2 ? 2 : 1);
    put(Outline.rectangle(-1, line, width + 2, height), GROUND.darker(0.1f).form(0.1f), 0.9f);
    float sunX = width / 3 * (x < width / 2 ? 2 : 1);
    put(Outline.circle(sunX, height / 3, unit * 0.1f), Fill.of(Role.SPARK).lighter(0.1f), 0.9f);
  }

  /** Rays from the face to beyond the borders. */
  private void radial() {
    int rays = study.scene().density().count(18);
    float turn = random.unit();
    for (int i = 0; i < rays; i++) {
      float from = Waves.TAU * (i + turn) / rays;
      float to = from + Waves.PI / rays;
      put(
          Outline.polygon(
              x,
              y,
              x + far * Waves.cos(from),
              y + far * Waves.sin(from),
              x + far * Waves.cos(to),
              y + far * Waves.sin(to)),
          GROUND.lighter(i % 3 == 0 ? 0.14f : 0.09f).flat(),
          0.75f);
    }
    put(Outline.circle(x, y, stage.head() * 2.1f), GROUND.lighter(0.17f), 0.7f);
  }

  /** Bands that slope with the figure's way. */
  private void diagonal() {
    float slope = 0.75f * -stage.facing();
    int bands = study.scene().density().count(7);
    float step = (height + width * Math.abs(slope)) / bands;
    for (int i = -bands; i < bands * 2; i += 2) {
      float top = i * step * 0.5f;
      float tall = step * random.between(0.25f, 0.6f);
      Fill fill = i % 6 == 0 ? Fill.of(Role.CLOTH).lighter(0.05f) : GROUND.lighter(0.09f);
      put(
          Outline.polygon(
              -5,
              top,
              width + 5,
              top + slope * width,
              width + 5,
              top + slope * width + tall,
              -5,
              top + tall),
          fill.flat(),
          i % 6 == 0 ? 0.35f : 0.7f);
    }
  }

  private void symmetry() {
    switch (random.below(3)) {
      case 0 -> arches();
      case 1 -> columns();
      default -> slopes();
    }
  }

  private void arches() {
    for (int i = 3; i > 0; i--) {
      float half = unit * (0.13f + 0.13f * i);
      float spring = y + unit * 0.02f * i;
      Outline arch = new Outline().moveTo(width / 2 - half, height + 9);
      arch.lineTo(width / 2 - half, spring)
          .cubicTo(
              width / 2 - half,
              spring - half * 1.3f,
              width / 2 + half,
              spring - half * 1.3f,
              width / 2 + half,
              spring)
          .lineTo(width / 2 + half, height + 9);
      put(arch, GROUND.lighter(i % 2 == 0 ? -0.08f : 0.1f).form(0.07f), 0.85f);
    }
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 0; i < 3; i++) {
        float cx = width / 2 + side * width * 0.4f;
        float cy = height * (0.2f + 0.24f * i);
        put(Outline.circle(cx, cy, unit * 0.05f), Fill.of(Role.SPARK).darker(0.06f * i), 0.8f);
        put(Outline.circle(cx, cy, unit * 0.028f), GROUND.lighter(0.1f), 0.9f);
      }
    }
  }

  /** A colonnade that leads inward. */
  private void columns() {
    for (int side = -1; side <= 1; side += 2) {
      for (int i = 2; i >= 0; i--) {
        float cx = width / 2 + side * width * (0.44f - 0.1f * i);
        float half = unit * (0.045f - 0.009f * i);
        float top = height * (0.04f + 0.1f * i);
        float base = height * (0.97f - 0.09f * i);
        Fill stone = GROUND.lighter(0.14f - 0.07f * i);
        put(Outline.rectangle(cx - half, top, 2 * half, base - top), stone.form(0.16f), 1);
        put(
            Outline.rectangle(cx - half * 1.5f, top, 3 * half, half * 0.8f),
            stone.darker(0.06f),
            1);
        put(
            Outline.rectangle(cx - half * 1.5f, base, 3 * half, half * 0.9f),
            stone.darker(0.1f),
            1);
      }
    }
    put(Outline.circle(width / 2, y, stage.head() * 1.9f), Fill.of(Role.SPARK).lighter(0.1f), 0.5f);
  }

  /** Hills on both sides and their reflection in still water. */
  private void slopes() {
    float line = Math.max(0.45f * height, Math.min(0.7f * height, stage.horizon()));
    for (int i = 0; i < 3; i++) {
      float reach = width * (0.62f - 0.15f * i);
      float tall = unit * (0.42f - 0.11f * i);
      for (int side = -1; side <= 1; side += 2) {
        float edge = width / 2 + side * (width / 2 + 5);
        for (int up = -1; up <= 1; up += 2) {
          Outline hill =
              new Outline()
                  .moveTo(edge, line)
                  .lineTo(edge, line + up * tall)
                  .quadTo(
                      edge - side * reach * 0.55f,
                      line + up * tall * 0.9f,
                      edge - side * reach,
                      line);
          put(hill, GROUND.darker(0.03f + 0.06f * i + (up > 0 ? 0.04f : 0)), up > 0 ? 0.55f : 0.9f);
        }
      }
    }
    put(
        Outline.circle(width / 2, line - unit * 0.3f, unit * 0.075f),
        Fill.of(Role.SPARK).lighter(0.12f),
        0.9f);
    put(
        Outline.ellipse(width / 2, line + unit * 0.2f, unit * 0.07f, unit * 0.03f),
        Fill.of(Role.SPARK),
        0.5f);
  }

  /** A disc behind the head like that of a saint or a coin. */
  private void medallion() {
    float radius = Math.max(stage.head() * 2.2f, unit * 0.3f);
    put(Outline.circle(x, y, radius * 1.12f), Fill.of(Role.SPARK).lighter(0.02f), 0.8f);
    put(Outline.circle(x, y, radius * 1.06f), GROUND.darker(0.08f), 1);
    put(Outline.circle(x, y, radius), GROUND.lighter(0.13f).form(0.1f), 1);
    for (int i = 0; i < 24; i++) {
      float angle = Waves.TAU * i / 24;
      put(
          Outline.circle(
              x + radius * 1.09f * Waves.cos(angle),
              y + radius * 1.09f * Waves.sin(angle),
              unit * 0.008f),
          Fill.of(Role.PAPER).flat(),
          0.9f);
    }
  }

  /** Peaks, the highest above the head. */
  private void triangle() {
    float[] shifts = {-0.34f, 0.36f, 0};
    for (int i = 0; i < 3; i++) {
      float peak = i == 2 ? y - stage.head() * 2.3f : y + unit * 0.06f * (i + 1);
      float cx = x + shifts[i] * width;
      float half = width * (i == 2 ? 0.62f : 0.4f);
      Fill fill = GROUND.lighter(i == 2 ? -0.1f : 0.07f);
      put(Outline.polygon(cx, peak, cx + half, height + 5, cx - half, height + 5), fill, 0.85f);
      float lit = study.lightX() < 0 ? -1 : 1;
      put(
          Outline.polygon(
              cx, peak, cx + lit * half, height + 5, cx + lit * half * 0.15f, height + 5),
          fill.lighter(0.08f),
          0.8f);
    }
  }

  /** Three arms that widen as they turn outward from the face. */
  private void spiral() {
    for (int arm = 0; arm < 3; arm++) {
      Ribbon ribbon = new Ribbon();
      for (int i = 0; i <= 90; i++) {
        float t = i / 90f;
        float angle = stage.facing() * (Waves.TAU * 1.75f * t + arm * Waves.TAU / 3);
        float radius = stage.head() * 0.8f + 0.95f * unit * t * t;
        ribbon.to(
            x + radius * Waves.cos(angle),
            y + radius * Waves.sin(angle),
            unit * (0.014f + 0.13f * t));
      }
      Fill fill =
          arm == 1 ? Fill.of(Role.SPARK).lighter(0.06f) : GROUND.lighter(0.12f - 0.2f * (arm / 2));
      put(ribbon.outline(), fill.form(0.04f), arm == 1 ? 0.4f : 0.75f);
    }
  }

  /** An arch with a golden line. */
  private void frame() {
    float margin = unit * 0.1f;
    Outline rim = Outline.rectangle(-5, -5, width + 10, height + 10);
    Outline hole = new Outline().moveTo(margin, height - margin);
    hole.lineTo(margin, height * 0.36f)
        .cubicTo(
            margin, margin * 0.6f, width - margin, margin * 0.6f, width - margin, height * 0.36f)
        .lineTo(width - margin, height - margin);
    put(rim.and(hole.reversed()), Fill.of(Role.CLOTH).darker(0.12f).form(0.06f), 1);
    float inner = margin * 1.25f;
    Ribbon line =
        new Ribbon()
            .to(inner, height - inner, unit * 0.007f)
            .to(inner, height * 0.37f, unit * 0.007f);
    for (int i = 0; i <= 20; i++) {
      float t = i / 20f;
      float s = 1 - t;
      float cy = margin * 0.9f;
      float py =
          s * s * s * height * 0.37f
              + 3 * s * s * t * cy
              + 3 * s * t * t * cy
              + t * t * t * height * 0.37f;
      float px = inner + (width - 2 * inner) * (3 * s * t * t + t * t * t);
      line.to(px, py, unit * 0.007f);
    }
    line.to(width - inner, height - inner, unit * 0.007f).to(inner, height - inner, unit * 0.007f);
    put(line.outline(), Fill.of(Role.SPARK).lighter(0.1f).flat(), 1);
  }

  /** A path that swings twice on its way to the horizon. */
  private void path() {
    float horizon = Math.max(0.3f * height, Math.min(stage.horizon(), 0.62f * height));
    put(Outline.rectangle(-1, horizon, width + 2, height), GROUND.darker(0.07f).form(0.1f), 0.85f);
    Ribbon path = new Ribbon();
    for (int i = 0; i <= 30; i++) {
      float t = i / 30f;
      float depth = t * t;
      float px =
          width * 0.5f - stage.facing() * width * 0.3f * Waves.sin(t * 5.4f) * (0.25f + 0.75f * t);
      path.to(px, Waves.mix(horizon, height * 1.05f, depth), unit * (0.008f + 0.2f * depth));
    }
    put(path.outline(), GROUND.lighter(0.16f).form(0.06f), 0.95f);
    put(
        Outline.circle(
            width / 2 + stage.facing() * width * 0.2f, horizon - unit * 0.12f, unit * 0.07f),
        Fill.of(Role.SPARK).lighter(0.12f),
        0.95f);
  }

  /** Squares, light and dark in turn, a few in other colours. */
  private void grid() {
    int columns = 4 + random.below(3);
    float cell = width / columns;
    int rows = (int) (height / cell) + 1;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        boolean even = (row + column) % 2 == 0;
        Role role =
            random.chance(0.14f) ? (random.chance(0.5f) ? Role.CLOTH : Role.SPARK) : Role.GROUND;
        Fill fill = Fill.of(role).lighter(even ? 0.08f : -0.07f).form(0.07f);
        put(
            Outline.rectangle(column * cell, row * cell, cell * 0.985f, cell * 0.985f),
            fill,
            role == Role.GROUND ? 0.85f : 0.5f);
      }
    }
  }

  /** One line, and one far thing to balance the figure. */
  private void emptiness() {
    float line = Math.min(height * 0.9f, stage.feetY());
    put(Outline.rectangle(-1, line, width + 2, unit * 0.006f), GROUND.darker(0.16f).flat(), 0.9f);
    float far = width - x + unit * 0.06f * random.bell();
    float up = height * random.between(0.16f, 0.42f);
    switch (random.below(3)) {
      case 0 ->
          put(
              Outline.circle(far, up, unit * random.between(0.03f, 0.12f)),
              Fill.of(Role.SPARK),
              0.95f);
      case 1 -> {
        put(Outline.circle(far, up, unit * 0.07f), Fill.of(Role.PAPER), 0.9f);
        put(Outline.circle(far + unit * 0.03f, up - unit * 0.012f, unit * 0.062f), GROUND, 1);
      }
      default -> {
        for (int i = 0; i < 3; i++) {
          float wide = width * (0.3f - 0.08f * i);
          put(
              Outline.ellipse(far, up + unit * 0.04f * i, wide, unit * 0.011f),
              GROUND.lighter(0.14f - 0.02f * i),
              0.8f);
        }
      }
    }
  }
}
