package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Waves;

/**
 * The head as a ball that turns. Features are placed by longitude and latitude, so that one drawing
 * serves every view; what has turned to the far side has a negative depth.
 *
 * @param yaw positive to the viewer's right, in radians
 * @param pitch positive looks up
 * @param width half width of the head, 1 being the measure of the figure
 * @param height half height
 */
record Skull(float yaw, float pitch, float width, float height) {

  /**
   * A point on or above the ball.
   *
   * @param z depth towards the viewer, 1 nearest
   */
  record Spot(float x, float y, float z) {
    boolean visible() {
      return z > 0.02f;
    }

    /** How wide a flat thing on the ball looks here, 1 seen from the front. */
    float facing() {
      return Math.max(0.25f, Math.min(1, 0.35f + 0.75f * z));
    }
  }

  /**
   * @param longitude 0 in the middle of the face, positive to the viewer's right
   * @param latitude 0 at the equator, positive up
   * @param radius 1 on the surface
   */
  Spot on(float longitude, float latitude, float radius) {
    float flat = radius * Waves.cos(latitude);
    float x = flat * Waves.sin(longitude + yaw);
    float depth = flat * Waves.cos(longitude + yaw);
    float up = radius * Waves.sin(latitude);
    float cos = Waves.cos(pitch);
    float sin = Waves.sin(pitch);
    float risen = up * cos + depth * sin;
    float z = depth * cos - up * sin;
    return new Spot(x * width, -risen * height, z / Math.max(1, radius));
  }

  /** The same head with other proportions. */
  Skull sized(float newWidth, float newHeight) {
    return new Skull(yaw, pitch, newWidth, newHeight);
  }

  /** True when the viewer sees the back of the head. */
  boolean fromBehind() {
    return Waves.cos(yaw) < -0.25f;
  }
}
