package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.SeededRandom;

/**
 * The traits that distinguish mammals.
 *
 * @param muzzle its length beyond the ball of the head
 * @param muzzleWidth half of its width
 */
record MammalTraits(
    Ears ears,
    Horns horns,
    float muzzle,
    float muzzleWidth,
    boolean disc,
    boolean trunk,
    boolean mane,
    boolean mask,
    boolean blaze,
    boolean whiskers,
    boolean spines,
    float width,
    float height,
    float eyeSize,
    float eyeLongitude) {

  enum Ears {
    ROUND,
    POINTED,
    LONG,
    HANGING,
    LEAF,
    FAN,
    SIDE,
    NONE
  }

  enum Horns {
    NONE,
    STRAIGHT,
    CURVED,
    RAM,
    ANTLERS,
    NOSE
  }

  /** Chooses by the species' name; what the name leaves open is random. */
  static MammalTraits of(String noun, SeededRandom random) {
    boolean hoofed = hoofed(noun);
    boolean big = Species.named(noun, "elephant", "hippopotamus", "bison", "buffalo", "walrus");
    float round = hoofed ? 0.88f : 1.04f;
    return new MammalTraits(
        ears(noun, hoofed),
        horns(noun),
        muzzle(noun, hoofed, random),
        big ? 0.58f : hoofed ? 0.46f : random.between(0.36f, 0.46f),
        SpeciesGroups.DISC_NOSED.has(noun),
        Species.named(noun, "elephant", "mammoth", "mastodon"),
        Species.named(noun, "lion", "maned", "hamadryas", "gelada", "manticore", "sphinx"),
        SpeciesGroups.MASKED.has(noun),
        SpeciesGroups.BLAZED.has(noun),
        SpeciesGroups.WHISKERED.has(noun),
        Species.named(noun, "hedgehog", "porcupine", "echidna", "tenrec"),
        round,
        hoofed ? 1.06f : 0.97f,
        Species.named(noun, "lemur", "loris", "tarsier", "bush baby", "glider") ? 0.36f : 0.255f,
        hoofed ? 0.62f : random.between(0.44f, 0.54f));
  }

  boolean paleMuzzle() {
    return !trunk;
  }

  float noseSize() {
    return 0.34f * muzzleWidth / 0.42f * (disc ? 1.3f : 0.8f);
  }

  private static boolean hoofed(String noun) {
    return SpeciesGroups.HOOFED.has(noun);
  }

  private static Ears ears(String noun, boolean hoofed) {
    if (SpeciesGroups.EARLESS.has(noun)) {
      return Ears.NONE;
    }
    if (SpeciesGroups.LONG_EARED.has(noun)) {
      return Ears.LONG;
    }
    if (Species.named(noun, "elephant", "mammoth", "mastodon", "bat", "flying fox")) {
      return Ears.FAN;
    }
    if (SpeciesGroups.POINT_EARED.has(noun)) {
      return Ears.POINTED;
    }
    if (SpeciesGroups.HANGING_EARED.has(noun)) {
      return Ears.HANGING;
    }
    if (SpeciesGroups.SIDE_EARED.has(noun)) {
      return Ears.SIDE;
    }
    return hoofed ? Ears.LEAF : Ears.ROUND;
  }

  private static Horns horns(String noun) {
    if (SpeciesGroups.ANTLERED.has(noun)) {
      return Horns.ANTLERS;
    }
    if (SpeciesGroups.RAM_HORNED.has(noun)) {
      return Horns.RAM;
    }
    if (Species.named(noun, "rhinoceros")) {
      return Horns.NOSE;
    }
    if (SpeciesGroups.STRAIGHT_HORNED.has(noun)) {
      return Horns.STRAIGHT;
    }
    return SpeciesGroups.CURVE_HORNED.has(noun) ? Horns.CURVED : Horns.NONE;
  }

  private static float muzzle(String noun, boolean hoofed, SeededRandom random) {
    if (SpeciesGroups.LONG_SNOUTED.has(noun)) {
      return 0.75f;
    }
    if (SpeciesGroups.FLAT_FACED.has(noun)) {
      return 0.12f;
    }
    return hoofed ? 0.5f : random.between(0.2f, 0.42f);
  }
}
