package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.SubjectClass;

/**
 * The limbs, tail and back of a class of beings.
 *
 * @param neck how much longer the neck is than a person's, in head radii
 */
record BodyPlan(Arm arm, Leg leg, Tail tail, Back back, float neck) {
  enum Arm {
    HAND,
    WING,
    FIN,
    CLAW,
    TENTACLE,
    BRANCH
  }

  enum Leg {
    PAW,
    BIRD,
    THIN,
    TENTACLES,
    ROOTS,
    STEM
  }

  enum Tail {
    NONE,
    BUSHY,
    LONG,
    FISH,
    LIZARD,
    FEATHERS,
    SCORPION
  }

  enum Back {
    NONE,
    FEATHER_WINGS,
    BUTTERFLY_WINGS,
    CLEAR_WINGS,
    BAT_WINGS,
    ROUND_SHELL,
    SPIRAL_SHELL,
    SPINES,
    EXTRA_LEGS
  }

  static BodyPlan of(Scene scene) {
    String noun = scene.noun();
    SeededRandom random = scene.species().named("body");
    return switch (scene.subject()) {
      case MAMMAL -> mammal(noun, random);
      case BIRD -> bird(noun);
      case FISH -> new BodyPlan(Arm.FIN, Leg.PAW, Tail.FISH, Back.SPINES, 0);
      case REPTILE -> reptile(noun);
      case AMPHIBIAN -> new BodyPlan(Arm.HAND, Leg.BIRD, amphibianTail(noun), Back.NONE, 0);
      case INSECT -> insect(noun);
      case ARACHNID -> arachnid(noun);
      case CRUSTACEAN -> new BodyPlan(Arm.CLAW, Leg.THIN, Tail.NONE, Back.EXTRA_LEGS, 0);
      case MOLLUSK -> mollusk(noun);
      case INVERTEBRATE -> new BodyPlan(Arm.TENTACLE, Leg.TENTACLES, Tail.NONE, Back.NONE, 0);
      case PLANT -> new BodyPlan(Arm.BRANCH, Leg.ROOTS, Tail.NONE, Back.NONE, 0);
      case FUNGUS -> new BodyPlan(Arm.HAND, Leg.STEM, Tail.NONE, Back.NONE, 0);
      case PERSON -> new BodyPlan(Arm.HAND, Leg.PAW, Tail.NONE, Back.NONE, 0);
      case MYTHICAL -> mythical(noun);
    };
  }

  /** Four kinds by what they move in: water, air, armour, or just legs. */
  private static BodyPlan mammal(String noun, SeededRandom random) {
    if (SpeciesGroups.SEA_MAMMAL.has(noun)) {
      return new BodyPlan(Arm.FIN, Leg.PAW, Tail.FISH, Back.NONE, 0);
    }
    if (Species.named(noun, "bat", "flying fox", "pipistrelle", "noctule")) {
      return new BodyPlan(Arm.HAND, Leg.THIN, Tail.NONE, Back.BAT_WINGS, 0);
    }
    boolean bushy = SpeciesGroups.BUSHY_TAILED.has(noun);
    Back back = Species.named(noun, "armadillo", "pangolin") ? Back.ROUND_SHELL : Back.NONE;
    boolean tall = Species.named(noun, "giraffe", "llama", "alpaca", "camel", "gerenuk", "guanaco");
    Tail tail = bushy ? Tail.BUSHY : random.chance(0.7f) ? Tail.LONG : Tail.NONE;
    return new BodyPlan(Arm.HAND, Leg.PAW, tail, back, tall ? 1.2f : 0);
  }

  /** Waders and swans differ by the neck. */
  private static BodyPlan bird(String noun) {
    boolean long1 = SpeciesGroups.LONG_NECKED.has(noun);
    return new BodyPlan(Arm.WING, Leg.BIRD, Tail.FEATHERS, Back.NONE, long1 ? 1.1f : 0);
  }

  /** Shells for turtles, sails for the rest, wings for one. */
  private static BodyPlan reptile(String noun) {
    boolean shell = Species.named(noun, "turtle", "tortoise", "terrapin", "mata mata", "slider");
    Back back =
        shell ? Back.ROUND_SHELL : Species.named(noun, "pteranodon") ? Back.BAT_WINGS : Back.SPINES;
    boolean tall = Species.named(noun, "brachiosaurus", "plesiosaur", "snake-necked");
    return new BodyPlan(Arm.HAND, Leg.PAW, Tail.LIZARD, back, tall ? 1.3f : 0);
  }

  private static Tail amphibianTail(String noun) {
    return SpeciesGroups.TAILED_AMPHIBIAN.has(noun) ? Tail.LIZARD : Tail.NONE;
  }

  /** Distinguishes insects by their wings. */
  private static BodyPlan insect(String noun) {
    Back back = Back.CLEAR_WINGS;
    if (Species.named(noun, "butterfly", "moth", "longwing", "skipper", "lanternfly")) {
      back = Back.BUTTERFLY_WINGS;
    } else if (Species.named(noun, "beetle", "ladybug", "weevil", "bug", "chafer", "cockroach")) {
      back = Back.ROUND_SHELL;
    } else if (Species.named(noun, "ant", "caterpillar", "silverfish", "termite", "aphid")) {
      back = Back.EXTRA_LEGS;
    }
    return new BodyPlan(Arm.HAND, Leg.THIN, Tail.NONE, back, 0);
  }

  /** Scorpions have claws and a sting; all have legs to spare. */
  private static BodyPlan arachnid(String noun) {
    boolean sting = Species.named(noun, "scorpion") && !Species.named(noun, "whip scorpion");
    return new BodyPlan(
        sting ? Arm.CLAW : Arm.HAND,
        Leg.THIN,
        sting ? Tail.SCORPION : Tail.NONE,
        Back.EXTRA_LEGS,
        0);
  }

  /** Mollusks with arms have no shell, those with a shell no arms. */
  private static BodyPlan mollusk(String noun) {
    boolean armed = Species.named(noun, "octopus", "squid", "cuttlefish", "kraken");
    boolean bare = Species.named(noun, "slug", "sea hare", "leaf sheep", "nudibranch", "angel");
    Back back = armed || bare ? Back.NONE : Back.SPIRAL_SHELL;
    return new BodyPlan(Arm.TENTACLE, Leg.TENTACLES, Tail.NONE, back, 0);
  }

  /** Creatures of tales have the body of the animal they resemble. */
  private static BodyPlan mythical(String noun) {
    if (Species.named(noun, "kraken")) {
      return mollusk(noun);
    }
    if (Heads.of(SubjectClass.MYTHICAL, noun) instanceof BirdHead) {
      return new BodyPlan(Arm.WING, Leg.BIRD, Tail.FEATHERS, Back.NONE, 0);
    }
    if (SpeciesGroups.WATER_FOLK.has(noun)) {
      return new BodyPlan(Arm.FIN, Leg.PAW, Tail.FISH, Back.NONE, 0);
    }
    if (Species.named(noun, "dragon", "wyvern", "gargoyle", "imp", "basilisk", "chimera")) {
      return new BodyPlan(Arm.HAND, Leg.PAW, Tail.LIZARD, Back.BAT_WINGS, 0);
    }
    if (Species.named(noun, "fairy", "pixie", "sylph", "sprite", "elf")) {
      return new BodyPlan(Arm.HAND, Leg.PAW, Tail.NONE, Back.BUTTERFLY_WINGS, 0);
    }
    boolean winged = SpeciesGroups.WINGED.has(noun);
    Back back = winged ? Back.FEATHER_WINGS : Back.NONE;
    return new BodyPlan(Arm.HAND, Leg.PAW, Tail.LONG, back, 0);
  }
}
