package dev.dalleserver.painting.scene;

/** What the action does with the body. */
public enum Motion {
  STILL,
  REACHING,
  WALKING,
  RUNNING,
  LEAPING,
  FLYING,
  FALLING,
  TURNING,
  WORKING,
  PLAYING,
  RESTING
}
