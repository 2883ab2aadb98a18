package dev.dalleserver.painting.scene;

/** The plan by which things are placed. */
public enum Scheme {
  GOLDEN,
  THIRDS,
  RADIAL,
  DIAGONAL,
  SYMMETRY,
  CENTERED,
  TRIANGLE,
  SPIRAL,
  FRAME,
  SCURVE,
  GRID,
  NEGATIVE
}
