package dev.dalleserver.painting.scene;

/** The viewpoint and its distance. */
public enum Framing {
  CLOSEUP,
  MEDIUM,
  WIDE,
  PANORAMA,
  BIRDSEYE,
  WORMSEYE,
  PROFILE,
  OVERSHOULDER,
  TILTED,
  THROUGH
}
