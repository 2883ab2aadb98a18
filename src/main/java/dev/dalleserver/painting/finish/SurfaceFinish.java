package dev.dalleserver.painting.finish;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.StyleGroup;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.painting.technique.TechniqueInput;

/** Second styles that change what the picture is painted on. */
final class SurfaceFinish {
  private final TechniqueInput input;
  private final Canvas canvas;
  private final float unit;

  SurfaceFinish(TechniqueInput input) {
    this.input = input;
    this.canvas = input.canvas();
    this.unit = input.unit();
  }

  void apply(StyleGroup group) throws StoppedException {
    switch (group) {
      case TEXTILE -> linen();
      case MOSAIC -> joints();
      case DIGITAL -> screen();
      case PHOTOGRAPHY -> film();
      case SCULPTURE -> emboss();
      case WATERCOLOR -> blooms();
      default -> register();
    }
  }

  private int below(int x, int y) {
    return canvas.pixels()[y * canvas.width() + x];
  }

  /** Threads over and under. */
  private void linen() throws StoppedException {
    float thread = Math.max(3, unit * 0.0042f);
    Noise slub = input.noise("slub");
    input.cover(
        0,
        1,
        (x, y) -> {
          boolean over = ((int) (x / thread) + (int) (y / thread)) % 2 == 0;
          float along = over ? y / thread : x / thread;
          float round = Math.abs(along - (int) along - 0.5f) * 2;
          float uneven = slub.grain((int) (x / thread), over ? 1 : (int) (y / thread));
          return Rgb.scale(below(x, y), 1.05f - 0.16f * round * round - 0.05f * uneven);
        });
  }

  /** Bricks of stone with a joint between. */
  private void joints() throws StoppedException {
    float stone = Math.max(6, unit * 0.021f);
    Noise chip = input.noise("chip");
    input.cover(
        0,
        1,
        (x, y) -> {
          int column = (int) (x / stone);
          int row = (int) ((y + (column % 2) * stone / 2) / stone);
          float inX = x - column * stone;
          float inY = y + (column % 2) * stone / 2 - row * stone;
          float side = Math.min(Math.min(inX, stone - inX), Math.min(inY, stone - inY));
          float tone = 0.94f + 0.12f * chip.grain(column, row);
          return Rgb.scale(below(x, y), tone * (0.72f + 0.28f * Waves.smooth(0.3f, 1.8f, side)));
        });
  }

  /** The lines of a screen, and a few rows that slipped. */
  private void screen() throws StoppedException {
    Canvas before = canvas.another().copy(canvas);
    Noise slip = input.noise("slip");
    int line = Math.max(2, Math.round(unit / 300));
    float jump = unit * 0.03f;
    input.cover(
        0,
        1,
        (x, y) -> {
          int band = y / (line * 9);
          boolean eyes = input.study().importance(x, y) > 0.7f;
          float chance = slip.grain(band, 5);
          float shift = chance > 0.93f && !eyes ? jump * (slip.grain(band, 9) - 0.5f) : 0;
          int base = before.at(x + shift, y);
          int split = eyes ? 1 : line;
          int red = Rgb.red(before.at(x + shift - split, y));
          int blue = Rgb.blue(before.at(x + shift + split, y));
          float dim = y / line % 2 == 0 ? 1.03f : 0.9f;
          return Rgb.scale(Rgb.of(red, Rgb.green(base), blue), dim);
        });
  }

  /** Grain and a fall of light to the corners. */
  private void film() throws StoppedException {
    Noise grain = input.noise("film");
    float cx = canvas.width() / 2f;
    float cy = canvas.height() / 2f;
    input.cover(
        0,
        1,
        (x, y) -> {
          float dx = (x - cx) / cx;
          float dy = (y - cy) / cy;
          float rim = 1.04f - 0.22f * (dx * dx + dy * dy);
          int noise = (int) (15 * (grain.grain(x >> 1, y >> 1) + grain.grain(x, y) - 1));
          return Rgb.shift(Rgb.scale(below(x, y), rim), noise);
        });
  }

  /** The picture's own lights and darks, pressed into the sheet. */
  private void emboss() throws StoppedException {
    int width = canvas.width();
    int height = canvas.height();
    int side = input.study().lightX() < 0 ? -1 : 1;
    Field soft = new Field(width, height, 3).fill((x, y) -> Rgb.luma(canvas.at(x, y))).blur(1);
    input.cover(
        0,
        1,
        (x, y) -> {
          float slope =
              side * (soft.at(x + 3, y) - soft.at(x - 3, y))
                  + soft.at(x, y - 3)
                  - soft.at(x, y + 3);
          return Rgb.shift(below(x, y), (int) Math.max(-40, Math.min(40, -46 * slope)));
        });
  }

  /** Pools that dried with a dark rim, and the tooth of the paper. */
  private void blooms() throws StoppedException {
    Field wet = input.cloud("blooms", 3.4f, 5);
    Noise grain = input.noise("rag");
    int paper = Rgb.shift(0xf6f2ea, 0);
    input.cover(
        0,
        1,
        (x, y) -> {
          float pool = wet.at(x, y);
          float weight = 1 - 0.8f * input.study().importance(x, y);
          float rim = Waves.smooth(0.05f, 0, Math.abs(pool - 0.18f));
          float pale = Waves.smooth(0.16f, 0.3f, pool) * 0.3f * weight;
          int base = Rgb.scale(below(x, y), 1 - 0.14f * rim * weight);
          int tooth = (int) (8 * (grain.grain(x >> 1, y >> 1) - 0.5f));
          return Rgb.shift(Rgb.mix(base, paper, pale), tooth);
        });
  }

  /** Blocks that were not laid quite upon each other. */
  private void register() throws StoppedException {
    Canvas before = canvas.another().copy(canvas);
    Field worn = input.cloud("worn", 22, 3);
    float off = unit * 0.0032f;
    input.cover(
        0,
        1,
        (x, y) -> {
          int red = Rgb.red(before.at(x + off, y - off * 0.5f));
          int blue = Rgb.blue(before.at(x - off * 0.7f, y + off));
          int base = Rgb.of(red, Rgb.green(before.at(x, y)), blue);
          float bare = 0.34f * Waves.smooth(0.34f, 0.6f, worn.at(x, y));
          return Rgb.mix(base, 0xf4efe4, bare);
        });
  }
}
