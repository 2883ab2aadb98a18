package dev.dalleserver.painting.scene;

/** What lies behind. */
public enum Ground {
  GRADIENT,
  PLAIN,
  LANDSCAPE,
  SKY,
  PATTERN,
  PAPER,
  WATER,
  INTERIOR,
  FOREST,
  CITY,
  NIGHT,
  GEOMETRIC
}
