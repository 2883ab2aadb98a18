package dev.dalleserver.painting.scene;

/** From where, and how near, the viewer looks. */
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
