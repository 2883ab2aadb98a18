package dev.dalleserver.painting.scene;

/** Where the eyes look; left and right are the viewer's. */
public enum Gaze {
  VIEWER,
  LEFT,
  RIGHT,
  UP,
  DOWN,
  AWAY,
  CLOSED,
  INWARD,
  DISTANCE
}
