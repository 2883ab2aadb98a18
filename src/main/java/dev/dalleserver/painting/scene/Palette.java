package dev.dalleserver.painting.scene;

import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import java.util.List;

/**
 * All colours of a picture: for every role a ramp from dark to light around the colour that was
 * asked for. Shadows lean towards blue and lights towards yellow, as daylight has it; an emotion
 * lifts or lowers, warms or cools the whole.
 */
public final class Palette {
  private static final int STEPS = 256;
  private static final float YELLOW = 1.75f;
  private static final float BLUE = 4.7f;

  /** Figure and ground must differ by this much in lightness to be told apart. */
  private static final float CONTRAST = 0.24f;

  private final int[][] ramps = new int[Role.values().length][];
  private final float[] bases = new float[Role.values().length];

  public Palette(Scene scene) {
    List<Oklab> asked = scene.colors().stream().map(Oklab::of).toList();
    Mood mood = Mood.of(scene.emotion(), scene.polarity());
    Oklab ground = calmed(mood.color(asked.get(0)), 0.15f);
    Oklab body = calmed(mood.color(asked.get(1)), 0.2f);
    Oklab cloth = calmed(mood.color(asked.get(2)), 0.2f);
    if (scene.subject() == SubjectClass.PERSON) {
      body = body.mix(complexion(scene.species()), 0.6f);
    }
    body = body.withLightness(apart(body.lightness(), ground.lightness(), CONTRAST));
    cloth = cloth.withLightness(apart(cloth.lightness(), body.lightness(), 0.14f));
    put(Role.GROUND, tinted(ground, body), mood);
    put(Role.BODY, tinted(body, cloth), mood);
    put(Role.CLOTH, tinted(cloth, body), mood);
    put(Role.SPARK, spark(asked, ground, scene.random("spark")), mood);
    put(Role.INK, new Oklab(0.22f, ground.a() * 0.3f, ground.b() * 0.3f - 0.015f), mood);
    put(Role.PAPER, new Oklab(0.95f, ground.a() * 0.12f, ground.b() * 0.12f + 0.012f), mood);
  }

  /** The lightness at which a role shows its own colour. */
  public float base(Role role) {
    return bases[role.ordinal()];
  }

  /** The colour of a role at a lightness, 0 to 1. */
  public int tone(Role role, float lightness) {
    int index = (int) (lightness * (STEPS - 1) + 0.5f);
    return ramps[role.ordinal()][Math.max(0, Math.min(STEPS - 1, index))];
  }

  /** The role's own colour, made lighter or darker. */
  public int tint(Role role, float change) {
    return tone(role, base(role) + change);
  }

  /** A line's colour that stands out from {@code lightness}. */
  public int contrast(float lightness) {
    return lightness > 0.5f ? tint(Role.INK, 0) : tint(Role.PAPER, 0);
  }

  /** Works out a role's ramp and where on it the role's own colour lies. */
  private void put(Role role, Oklab color, Mood mood) {
    int[] ramp = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      ramp[i] = shade(color, 0.06f + 0.925f * i / (STEPS - 1), mood).rgb();
    }
    ramps[role.ordinal()] = ramp;
    bases[role.ordinal()] = Waves.clamp((color.lightness() - 0.06f) / 0.925f);
  }

  /** The same paint in more or less light. */
  private static Oklab shade(Oklab color, float lightness, Mood mood) {
    float way = lightness - color.lightness();
    float room = way < 0 ? color.lightness() + 0.05f : 1.1f - color.lightness();
    float fade = way / room;
    float chroma = color.chroma() * (1 - 0.7f * fade * fade);
    float target = way > 0 ? YELLOW : BLUE;
    float turn = Waves.sin(target - color.hue()) * Math.min(0.45f, Math.abs(way)) * 0.7f;
    return Oklab.polar(lightness, chroma, color.hue() + turn + mood.warmth() * 0.05f);
  }

  /** People have skin: light or dark, always warm. */
  private static Oklab complexion(SeededRandom random) {
    float lightness = random.between(0.4f, 0.82f);
    return Oklab.polar(lightness, 0.075f, 0.95f);
  }

  /** Screen colours at full strength shout each other down: chroma is bent towards {@code most}. */
  private static Oklab calmed(Oklab color, float most) {
    float chroma = color.chroma();
    float bent = chroma < most * 0.6f ? chroma : most * 0.6f + (chroma - most * 0.6f) * 0.55f;
    return Oklab.polar(color.lightness(), bent, color.hue());
  }

  /** Greys take on a breath of a neighbour's colour, so that nothing is dead. */
  private static Oklab tinted(Oklab color, Oklab neighbour) {
    if (color.chroma() > 0.03f) {
      return color;
    }
    float hue = neighbour.chroma() > 0.03f ? neighbour.hue() : 1.2f;
    return Oklab.polar(color.lightness(), 0.022f, hue);
  }

  /** The most colourful of the three, a step around the wheel and fresher. */
  private static Oklab spark(List<Oklab> asked, Oklab ground, SeededRandom random) {
    Oklab best = asked.get(2);
    for (Oklab color : asked) {
      best = color.chroma() > best.chroma() + 0.02f ? color : best;
    }
    float hue =
        best.chroma() < 0.03f ? 1.1f : best.hue() + random.sign() * random.between(0.25f, 0.6f);
    float lightness = ground.lightness() > 0.6f ? 0.58f : 0.78f;
    return Oklab.polar(lightness, Math.min(0.19f, Math.max(0.11f, best.chroma() * 1.1f)), hue);
  }

  /** Moves a lightness away from another, to the side where there is more room. */
  private static float apart(float lightness, float other, float distance) {
    float way = lightness - other;
    if (Math.abs(way) >= distance) {
      return lightness;
    }
    boolean up = other < 0.35f || (other < 0.66f && way >= 0);
    return up ? other + distance : other - distance;
  }
}
