package dev.dalleserver.painting.scene;

/** The names of the words that a scene is made from. */
public enum WordName {
  ADVERB,
  ADJECTIVE,
  NOUN,
  EMOTION,
  OCCUPATION,
  ACTION,
  ART_STYLE_1,
  ART_STYLE_2,
  LIT_STYLE,
  COLOR_1,
  COLOR_2,
  COLOR_3,
  VIEWPOINT,
  GAZE,
  COMPOSITION,
  BACK_STYLE
}
