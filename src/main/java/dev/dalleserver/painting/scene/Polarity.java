package dev.dalleserver.painting.scene;

/** Whether an emotion is good to have. */
public enum Polarity {
  POSITIVE,
  NEGATIVE,
  NEUTRAL
}
