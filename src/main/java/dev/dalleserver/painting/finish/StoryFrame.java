package dev.dalleserver.painting.finish;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Palette;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.technique.TechniqueInput;
import java.util.List;

/** A border in the spirit of the literary style, for the styles that call for one. */
public final class StoryFrame {
  private enum Kind {
    MEANDER,
    VINES,
    GOTHIC,
    MACHINE,
    STAGE,
    MAT,
    BARS,
    KNOTS
  }

  private record Sign(Kind kind, List<String> words) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              Kind.MEANDER, List.of("epic", "greek", "edda", "saga", "myth", "heroic", "eclogue")),
          new Sign(
              Kind.VINES,
              List.of("fairy", "nursery", "fable", "pastoral", "children", "lullaby", "bestiary")),
          new Sign(Kind.GOTHIC, List.of("gothic", "ghost", "horror", "weird", "mystery play")),
          new Sign(
              Kind.MACHINE,
              List.of("science", "cyberpunk", "steampunk", "futurist", "space", "time")),
          new Sign(
              Kind.STAGE, List.of("drama", "theater", "comedy", "farce", "commedia", "tragedy")),
          new Sign(
              Kind.MAT,
              List.of("haiku", "tanka", "minimal", "imagism", "renga", "haibun", "aphorism")),
          new Sign(Kind.BARS, List.of("noir", "detective", "thriller", "whodunit", "spy")),
          new Sign(
              Kind.KNOTS,
              List.of("chival", "courtly", "legend", "arabian", "chanson", "ballad", "fantasy")));

  private final Canvas canvas;
  private final Palette palette;
  private final SeededRandom random;
  private final float unit;
  private final float width;
  private final float height;
  private final float band;
  private final int dark;
  private final int light;

  private StoryFrame(TechniqueInput input) {
    this.canvas = input.canvas();
    this.palette = input.palette();
    this.random = input.random("frame");
    this.unit = input.unit();
    this.width = canvas.width();
    this.height = canvas.height();
    this.band = unit * 0.042f;
    this.dark = Rgb.mix(palette.tone(Role.CLOTH, 0.2f), palette.tint(Role.INK, 0), 0.4f);
    this.light = palette.tone(Role.SPARK, 0.8f);
  }

  /** Draws the frame that the scene's literary style asks for, if any. */
  public static void draw(TechniqueInput input) {
    String style = input.study().scene().litStyle();
    for (Sign sign : SIGNS) {
      if (sign.words().stream().anyMatch(style::contains)) {
        new StoryFrame(input).draw(sign.kind());
        return;
      }
    }
  }

  private void draw(Kind kind) {
    switch (kind) {
      case MEANDER -> meander();
      case VINES -> vines();
      case GOTHIC -> gothic();
      case MACHINE -> machine();
      case STAGE -> stage();
      case MAT -> mat();
      case BARS -> bars();
      case KNOTS -> knots();
    }
  }

  /** Everything between two rectangles. */
  private void border(float outer, float inner, int rgb, float opacity) {
    Outline rim = Outline.rectangle(outer, outer, width - 2 * outer, height - 2 * outer);
    rim.and(Outline.rectangle(inner, inner, width - 2 * inner, height - 2 * inner).reversed());
    canvas.fill(rim, rgb, opacity);
  }

  private void lined() {
    border(0, band, dark, 1);
    border(band, band * 1.12f, light, 1);
    border(band * 0.1f, band * 0.18f, light, 0.9f);
  }

  private interface Motif {
    void at(float x, float y, float angle);
  }

  /** Sets a motif along all four sides, a whole number of times. */
  private void around(float pitch, float inset, Motif motif) {
    int across = Math.max(1, Math.round((width - 2 * inset) / pitch));
    int down = Math.max(1, Math.round((height - 2 * inset) / pitch));
    for (int i = 0; i < across; i++) {
      float x = inset + (i + 0.5f) * (width - 2 * inset) / across;
      motif.at(x, inset, 0);
      motif.at(width - x, height - inset, Waves.PI);
    }
    for (int i = 0; i < down; i++) {
      float y = inset + (i + 0.5f) * (height - 2 * inset) / down;
      motif.at(width - inset, y, Waves.PI / 2);
      motif.at(inset, height - y, -Waves.PI / 2);
    }
  }

  /** Greek key, for epics and myths. */
  private void meander() {
    lined();
    float size = band * 0.62f;
    float[] key = {
      -1, 0.5f, -1, -0.5f, 0.6f, -0.5f, 0.6f, 0.3f, -0.3f, 0.3f, -0.3f, -0.1f, 0.15f, -0.1f
    };
    around(
        band * 1.32f,
        band * 0.56f,
        (x, y, angle) -> {
          Ribbon line = new Ribbon();
          for (int i = 0; i < key.length; i += 2) {
            line.to(key[i] * size * 0.9f, key[i + 1] * size * 0.9f, size * 0.15f);
          }
          canvas.fill(line.outline().placed(Affine.translate(x, y).turned(angle)), light, 1);
        });
  }

  /** A stem that turns this way and that, with leaves and flowers, for fairy tales. */
  private void vines() {
    int leaf = Rgb.mix(palette.tone(Role.GROUND, 0.35f), 0x3c5a34, 0.35f);
    int bloom = palette.tint(Role.SPARK, 0.02f);
    border(0, band * 0.16f, dark, 0.9f);
    int[] turn = {0};
    around(
        band * 0.95f,
        band * 0.62f,
        (x, y, angle) -> {
          int hand = turn[0]++ % 2 == 0 ? 1 : -1;
          Affine place = Affine.translate(x, y).turned(angle).scaled(band, band * hand);
          Ribbon stem =
              new Ribbon().to(-0.5f, 0, 0.08f).to(-0.1f, -0.24f, 0.08f).to(0.5f, 0, 0.07f);
          canvas.fill(stem.smooth().outline().placed(place), leaf, 1);
          Outline blade =
              Outline.path(
                  "M-0.1,-0.2 C0,-0.75 0.4,-0.75 0.55,-0.55 C0.4,-0.25 0.15,-0.15 -0.1,-0.2");
          canvas.fill(blade.placed(place), leaf, 1);
          canvas.fill(
              Outline.regular(-0.22f, 0.24f, 0.19f, 6).placed(place),
              Rgb.shift(bloom, 20 * hand),
              1);
          canvas.dot(place.x(-0.22f, 0.24f), place.y(-0.22f, 0.24f), band * 0.07f, light, 1);
        });
  }

  /** Pointed arches that reach in from above. */
  private void gothic() {
    lined();
    int arches = 5;
    float span = (width - 2 * band) / arches;
    for (int i = 0; i < arches; i++) {
      float left = band + i * span;
      float tall = span * 0.62f;
      Outline spandrel =
          new Outline()
              .moveTo(left, band)
              .lineTo(left + span, band)
              .lineTo(left + span, band + tall)
              .cubicTo(
                  left + span * 0.98f,
                  band + tall * 0.45f,
                  left + span * 0.7f,
                  band + tall * 0.2f,
                  left + span / 2,
                  band + tall * 0.04f)
              .cubicTo(
                  left + span * 0.3f,
                  band + tall * 0.2f,
                  left + span * 0.02f,
                  band + tall * 0.45f,
                  left,
                  band + tall);
      canvas.fill(spandrel, dark, 1);
      for (int side = -1; side <= 1; side += 2) {
        float x = left + span * (0.5f + 0.33f * side);
        canvas.fill(Outline.circle(x, band + tall * 0.14f, span * 0.055f), light, 0.9f);
      }
    }
  }

  /** Riveted steel with gears in the corners, for stories of machines. */
  private void machine() {
    int steel = Rgb.mix(palette.tone(Role.GROUND, 0.4f), 0x39424e, 0.5f);
    border(0, band * 0.75f, steel, 1);
    border(band * 0.75f, band * 0.86f, light, 1);
    around(
        band * 2.6f,
        band * 0.37f,
        (x, y, angle) -> {
          canvas.fill(Outline.regular(x, y, band * 0.2f, 6), Rgb.shift(steel, 60), 1);
          canvas.fill(Outline.circle(x, y, band * 0.08f), dark, 1);
        });
    for (int corner = 0; corner < 4; corner++) {
      float x = corner % 2 == 0 ? 0 : width;
      float y = corner < 2 ? 0 : height;
      float reach = band * 3.1f;
      float sx = corner % 2 == 0 ? 1 : -1;
      float sy = corner < 2 ? 1 : -1;
      Outline plate =
          Outline.polygon(
              x,
              y,
              x + sx * reach,
              y,
              x + sx * reach,
              y + sy * band * 0.9f,
              x + sx * band * 0.9f,
              y + sy * reach,
              x,
              y + sy * reach);
      canvas.fill(plate, Rgb.shift(steel, -22), 1);
      canvas.fill(
          Outline.circle(x + sx * band * 0.85f, y + sy * band * 0.85f, band * 0.34f), light, 1);
      canvas.fill(
          Outline.circle(x + sx * band * 0.85f, y + sy * band * 0.85f, band * 0.2f), dark, 1);
    }
  }

  /** A pelmet of drapery above, a board below. */
  private void stage() {
    int red = palette.tone(Role.CLOTH, 0.36f);
    int swags = 7;
    float span = width / swags;
    for (int i = 0; i < swags; i++) {
      float left = i * span;
      for (int fold = 0; fold < 3; fold++) {
        float deep = band * (2.1f - 0.55f * fold);
        Outline swag =
            new Outline()
                .moveTo(left, -2)
                .lineTo(left + span, -2)
                .lineTo(left + span, band * 0.5f)
                .quadTo(left + span / 2, deep * 1.5f, left, band * 0.5f);
        canvas.fill(swag, Rgb.shift(red, fold * 18 - 16), 1);
      }
      canvas.dot(left, band * 0.62f, band * 0.22f, light, 1);
    }
    canvas.dot(width, band * 0.62f, band * 0.22f, light, 1);
    canvas.fill(Outline.rectangle(0, height - band * 0.7f, width, band), dark, 1);
    canvas.fill(Outline.rectangle(0, height - band * 0.78f, width, band * 0.1f), light, 1);
  }

  /** The white mat of a print, for verse of few words. */
  private void mat() {
    int paper = palette.tone(Role.PAPER, 0.96f);
    border(0, band * 1.5f, paper, 1);
    border(band * 1.5f, band * 1.56f, Rgb.scale(paper, 0.62f), 1);
    border(band * 1.22f, band * 1.25f, Rgb.scale(paper, 0.8f), 1);
  }

  /** Black above and below, and the shadow of a blind, for crime. */
  private void bars() {
    int black = Rgb.scale(palette.tint(Role.INK, 0), 0.45f);
    canvas.fill(Outline.rectangle(-1, -1, width + 2, band * 1.35f), black, 1);
    canvas.fill(Outline.rectangle(-1, height - band * 1.35f, width + 2, band * 2), black, 1);
    float start = random.between(0, 1) * unit * 0.1f;
    for (int i = 0; i < 9; i++) {
      float y = band * 2 + start + i * height * 0.1f;
      Outline slat =
          Outline.polygon(
              -5,
              y,
              width + 5,
              y - width * 0.16f,
              width + 5,
              y - width * 0.16f + unit * 0.03f,
              -5,
              y + unit * 0.03f);
      canvas.glaze(slat, 0x556070, 0.3f);
    }
  }

  /** Two strands that pass over and under each other, for chivalry. */
  private void knots() {
    lined();
    int[] turn = {0};
    around(
        band * 0.8f,
        band * 0.56f,
        (x, y, angle) -> {
          float hand = turn[0]++ % 2 == 0 ? 1 : -1;
          Affine place =
              Affine.translate(x, y).turned(angle).scaled(band * 0.4f, band * 0.3f * hand);
          Ribbon strand = new Ribbon();
          for (int i = 0; i <= 10; i++) {
            float t = i / 5f - 1;
            strand.to(t, -Waves.sin(t * Waves.PI / 2), 0.42f);
          }
          canvas.fill(strand.outline().placed(place), light, 1);
          Ribbon other = new Ribbon().to(-1, -1, 0.36f).to(-0.35f, -0.34f, 0.36f);
          canvas.fill(other.outline().placed(place), Rgb.shift(light, -34), 1);
          Ribbon end = new Ribbon().to(0.35f, 0.34f, 0.36f).to(1, 1, 0.36f);
          canvas.fill(end.outline().placed(place), Rgb.shift(light, -34), 1);
        });
  }
}
