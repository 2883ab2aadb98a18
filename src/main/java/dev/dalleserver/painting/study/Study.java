package dev.dalleserver.painting.study;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Ink;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Palette;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.Stage;
import java.util.Arrays;

/**
 * The picture as colours and parts. Techniques look at it the way a painter looks at a sitter: they
 * take colours and edges from it and make marks of their own.
 */
public final class Study {
  private final Scene scene;
  private final Palette palette;
  private final Stage stage;
  private final Canvas colors;
  private final short[] parts;
  private float[] importance = new float[256];
  private final float lightX;
  private int part;

  public Study(Scene scene) {
    this.scene = scene;
    this.palette = new Palette(scene);
    this.stage = Stage.of(scene);
    this.colors = new Canvas(scene.size().width(), scene.size().height());
    this.parts = new short[colors.pixels().length];
    this.lightX = -0.6f * scene.random("light").sign();
  }

  public Scene scene() {
    return scene;
  }

  public Palette palette() {
    return palette;
  }

  public Stage stage() {
    return stage;
  }

  public Canvas colors() {
    return colors;
  }

  public int width() {
    return colors.width();
  }

  public int height() {
    return colors.height();
  }

  /** Returns the part that a pixel belongs to: a higher number was drawn later; 0 is the ground. */
  public int part(int x, int y) {
    return parts[y * colors.width() + x] & 0xffff;
  }

  /** Returns the part at a point; for points outside, the nearest on the border. */
  public int partAt(float x, float y) {
    int column = Math.max(0, Math.min(width() - 1, (int) x));
    int row = Math.max(0, Math.min(height() - 1, (int) y));
    return part(column, row);
  }

  /** How closely a pixel deserves to be looked at: 0 the ground, 0.5 the figure, 1 the eyes. */
  public float importance(float x, float y) {
    return importance[partAt(x, y)];
  }

  /** The side that light comes from: negative is left. */
  public float lightX() {
    return lightX;
  }

  /** Begins a new shape; what is filled from now on belongs to it. */
  public void begin(float weight) {
    part++;
    if (part == importance.length) {
      importance = Arrays.copyOf(importance, part * 2);
    }
    importance[part] = weight;
  }

  /** Fills an outline given in pixels; {@code unit} pixels make one motif of the pattern's size. */
  public void fill(Outline outline, Fill fill, float unit, float opacity) {
    colors.fill(outline, ink(outline.bounds(), fill, unit), opacity);
    if (opacity > 0.6f) {
      own(outline);
    }
  }

  /** Fills with any ink, as part of the shape begun last. */
  public void fill(Outline outline, Ink ink, float opacity) {
    colors.fill(outline, ink, opacity);
    if (opacity > 0.6f) {
      own(outline);
    }
  }

  private void own(Outline outline) {
    int width = colors.width();
    colors.inside(outline, (x, y) -> parts[y * width + x] = (short) part);
  }

  /** Colours with the light falling from one side and above, as on something round. */
  private Ink ink(float[] box, Fill fill, float unit) {
    float centreX = (box[0] + box[2]) / 2;
    float centreY = (box[1] + box[3]) / 2;
    float perX = 2 / Math.max(1, box[2] - box[0]);
    float perY = 2 / Math.max(1, box[3] - box[1]);
    float base = palette.base(fill.role()) + fill.change();
    float second = palette.base(fill.second()) + fill.secondChange();
    float perMotif = 1 / Math.max(1, fill.size() * unit);
    return (x, y) -> {
      float nx = (x - centreX) * perX;
      float ny = (y - centreY) * perY;
      float light = nx * lightX - 0.8f * ny - 0.35f * (nx * nx + ny * ny - 0.5f);
      float shade = fill.form() * light;
      if (fill.pattern() == Pattern.PLAIN) {
        return palette.tone(fill.role(), base + shade);
      }
      float share = fill.pattern().at((x - centreX) * perMotif, (y - centreY) * perMotif);
      return Rgb.mix(
          palette.tone(fill.role(), base + shade),
          palette.tone(fill.second(), second + shade),
          Waves.clamp(share));
    };
  }
}
