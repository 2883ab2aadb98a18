package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Stage;

/** Contours that echo outward in turning colours, as if every shape had been thrown into water. */
final class Ripples implements Technique {
  private static final int WHEEL = 512;

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Stage stage = input.study().stage();
    float unit = input.unit();
    Field near =
        new Field(input.width(), input.height(), Math.max(3, (int) (unit / 200)))
            .fill((x, y) -> input.study().importance(x, y) > 0.3f ? 1 : 0)
            .blur(70);
    Field warp = input.cloud("warp", 3.2f, 3);
    int[] wheel = wheel(input);
    float swing = 0.5f + 0.9f * input.energy();
    float bands = input.scene().density().count(24);
    int dark = Rgb.scale(input.ink(), 0.7f);
    boolean kaleido = symmetrical(input.scene().style().name());
    input.cover(
        0,
        0.85f,
        (x, y) -> {
          float weight = input.study().importance(x, y);
          int seen = input.seen(x, y);
          if (weight > 0.3f) {
            return figure(seen, Rgb.luma(seen), weight, wheel);
          }
          float dx = (x - stage.faceX()) / unit;
          float dy = (y - stage.faceY()) / unit;
          float away = (float) Math.sqrt(dx * dx + dy * dy);
          float folded = kaleido ? 0.35f * fold(Waves.atan2(dy, dx), 10) : 0;
          float phase =
              bands * (0.75f * away - 0.85f * near.at(x, y) + 0.17f * swing * warp.at(x, y))
                  + folded * bands * 0.4f
                  + 1.2f * Rgb.luma(seen);
          return band(wheel, phase, dark);
        });
    Contours.draw(input, input.pace().part(0.85f, 1), 0.0052f, 0.3f, dark);
    input.pace().at(1);
  }

  private static boolean symmetrical(String name) {
    return name.contains("kaleido") || name.contains("mandala") || name.contains("paisley");
  }

  private static float fold(float angle, int segments) {
    float turn = (angle / Waves.TAU + 0.5f) * segments;
    return Math.abs(turn - (float) Math.floor(turn) - 0.5f) * 2;
  }

  /** Colour by the number of the band, shade by the way across it, a dark line between two. */
  private static int band(int[] wheel, float phase, int dark) {
    float whole = (float) Math.floor(phase);
    float part = phase - whole;
    int rgb = wheel[(int) (phase * 61 + 1000 * WHEEL) & (WHEEL - 1)];
    float shade = 0.74f + 0.42f * part;
    float line = Waves.smooth(0.1f, 0.03f, part);
    return Rgb.mix(Rgb.scale(rgb, shade), dark, 0.8f * line);
  }

  /** On the figure, light itself runs through the colours. */
  private static int figure(int seen, float luma, float weight, int[] wheel) {
    if (weight > 0.8f) {
      return seen;
    }
    int level = (int) (luma * 7);
    int rgb = wheel[(level * 53 + 140) & (WHEEL - 1)];
    return Rgb.mix(Halftone.posted(seen), Rgb.scale(rgb, 0.5f + 0.8f * luma), 0.36f);
  }

  /** A closed way through all colours of the palette, livelier than they are. */
  private static int[] wheel(TechniqueInput input) {
    Role[] stops = {Role.GROUND, Role.SPARK, Role.CLOTH, Role.BODY};
    int[] wheel = new int[WHEEL];
    for (int i = 0; i < WHEEL; i++) {
      float position = 4f * i / WHEEL;
      int stop = (int) position;
      Oklab from = vivid(input, stops[stop]);
      Oklab to = vivid(input, stops[(stop + 1) % 4]);
      wheel[i] = from.mix(to, Waves.smooth(0.15f, 0.85f, position - stop)).rgb();
    }
    return wheel;
  }

  private static Oklab vivid(TechniqueInput input, Role role) {
    Oklab color = Oklab.of(input.palette().tint(role, 0));
    float chroma = Math.max(0.09f, color.chroma() * 1.2f);
    float lightness = Waves.mix(color.lightness(), 0.65f, 0.35f);
    return Oklab.polar(lightness, chroma, color.hue());
  }
}
