package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.scene.EmotionGroup;
import dev.dalleserver.painting.scene.Gaze;
import dev.dalleserver.painting.scene.Scene;

/**
 * What a face shows.
 *
 * @param mouth corners, -1 down to 1 up
 * @param opening of the mouth, 0 to 1
 * @param slant of the brows, -1 worried to 1 stern
 * @param lift of the brows
 * @param lids opening of the eyes, 0 closed, 1 normal
 * @param lookX where the pupils are, -1 to 1
 * @param lookY positive down
 */
record Expression(
    float mouth, float opening, float slant, float lift, float lids, float lookX, float lookY) {

  /** Gaze sets where the eyes look and may close them; the emotion sets everything else. */
  static Expression of(Scene scene) {
    EmotionGroup emotion = scene.emotion();
    Gaze gaze = scene.gaze();
    float lids =
        switch (gaze) {
          case CLOSED -> 0;
          case INWARD -> Math.min(0.5f, emotion.eyes());
          case DOWN -> Math.min(0.6f, emotion.eyes());
          default -> Math.max(0.42f, emotion.eyes());
        };
    return new Expression(
        emotion.mouth(),
        emotion.opening(),
        emotion.slant(),
        emotion.lift(),
        lids,
        lookX(gaze),
        lookY(gaze));
  }

  private static float lookX(Gaze gaze) {
    return switch (gaze) {
      case LEFT -> -1;
      case RIGHT -> 1;
      case DISTANCE -> 0.25f;
      default -> 0;
    };
  }

  private static float lookY(Gaze gaze) {
    return switch (gaze) {
      case UP -> -1;
      case DOWN -> 1;
      case DISTANCE -> -0.3f;
      case INWARD -> 0.5f;
      default -> 0;
    };
  }
}
