package dev.dalleserver.painting.scene;

/** What kind of being the noun names; each kind has a shape grammar. */
public enum SubjectClass {
  MAMMAL,
  BIRD,
  FISH,
  REPTILE,
  AMPHIBIAN,
  INSECT,
  ARACHNID,
  CRUSTACEAN,
  MOLLUSK,
  INVERTEBRATE,
  PLANT,
  FUNGUS,
  PERSON,
  MYTHICAL
}
