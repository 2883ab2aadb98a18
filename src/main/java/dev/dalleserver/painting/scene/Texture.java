package dev.dalleserver.painting.scene;

/** How surfaces feel; from the adjective. */
public enum Texture {
  SMOOTH,
  SOFT,
  ROUGH,
  CRYSTALLINE,
  FLUID,
  WOVEN,
  LUMINOUS,
  DUSTY,
  ORNATE
}
