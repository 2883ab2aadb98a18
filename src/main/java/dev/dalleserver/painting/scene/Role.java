package dev.dalleserver.painting.scene;

/** What a colour is for. */
public enum Role {
  /** Everything behind the figure; the first colour. */
  GROUND,
  /** The creature itself; the second colour. */
  BODY,
  /** What it wears; the third colour. */
  CLOTH,
  /** The few things that should catch the eye; derived, a step around the wheel. */
  SPARK,
  /** Nearly black, tinted. */
  INK,
  /** Nearly white, tinted. */
  PAPER
}
