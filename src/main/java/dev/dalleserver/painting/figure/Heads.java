package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.scene.SubjectClass;

/** The choice of the grammar that draws a head. */
final class Heads {
  private Heads() {}

  static Head of(SubjectClass subject, String noun) {
    return switch (subject) {
      case MAMMAL -> new MammalHead();
      case BIRD -> new BirdHead();
      case FISH -> new FishHead();
      case REPTILE -> new ReptileHead();
      case AMPHIBIAN -> new AmphibianHead();
      case INSECT -> new InsectHead();
      case ARACHNID -> new ArachnidHead();
      case CRUSTACEAN -> new CrustaceanHead();
      case MOLLUSK -> new MolluskHead();
      case INVERTEBRATE -> new InvertebrateHead();
      case PLANT -> new PlantHead();
      case FUNGUS -> new FungusHead();
      case PERSON -> new PersonHead();
      case MYTHICAL -> mythical(noun);
    };
  }

  /** Creatures of tales have the head of the animal they resemble. */
  private static Head mythical(String noun) {
    if (SpeciesGroups.DRAGON_KIN.has(noun)) {
      return new ReptileHead();
    }
    if (SpeciesGroups.PHOENIX_KIN.has(noun)) {
      return new BirdHead();
    }
    if (Species.named(noun, "kraken")) {
      return new MolluskHead();
    }
    if (SpeciesGroups.TALE_FOLK.has(noun)) {
      return new PersonHead();
    }
    if (Species.named(noun, "dryad")) {
      return new PlantHead();
    }
    return Species.named(noun, "hippocampus") ? new FishHead() : new MammalHead();
  }
}
