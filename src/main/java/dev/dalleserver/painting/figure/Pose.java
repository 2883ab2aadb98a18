package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.EmotionGroup;
import dev.dalleserver.painting.scene.Framing;
import dev.dalleserver.painting.scene.Motion;
import dev.dalleserver.painting.scene.Scene;

/**
 * How a body is held. Angles are in radians from hanging straight down; positive is away from the
 * body for arms, and ahead for legs.
 *
 * @param lean of the whole body, positive ahead
 * @param upper the upper arms, on the back and on the leading side
 * @param fore the forearms, added to the upper arms
 * @param thigh the thighs, back and leading
 * @param shin the shins, added to the thighs
 * @param shrug lift of the shoulders in head radii
 * @param air how far the feet are off the ground, in head radii
 */
record Pose(float lean, Pair upper, Pair fore, Pair thigh, Pair shin, float shrug, float air) {

  /** Back and leading side. */
  record Pair(float back, float front) {
    float of(boolean leading) {
      return leading ? front : back;
    }

    Pair plus(float both) {
      return new Pair(back + both, front + both);
    }
  }

  /** The action's pose, loosened or drawn in by the emotion. */
  static Pose of(Scene scene) {
    EmotionGroup emotion = scene.emotion();
    SeededRandom random = scene.random("pose");
    Pose base = moving(scene.motion());
    float spread = 0.28f * emotion.arms() + 0.12f * random.bell() + 0.2f * scene.energy().amount();
    Pair upper = base.upper.plus(spread);
    Pair fore = base.fore;
    boolean near =
        switch (scene.framing()) {
          case CLOSEUP, MEDIUM, PROFILE, OVERSHOULDER -> true;
          default -> false;
        };
    if (near && scene.item().inHand()) {
      // The item in the hand shows the occupation, so it must be inside the picture.
      upper = new Pair(upper.back(), scene.framing() == Framing.CLOSEUP ? 0.5f : 0.62f);
      fore = new Pair(fore.back(), 2.05f);
    }
    return new Pose(base.lean, upper, fore, base.thigh, base.shin, emotion.shoulders(), base.air);
  }

  /** One pose to a motion: lean, arms, forearms, thighs, shins, height above ground. */
  private static Pose moving(Motion motion) {
    return switch (motion) {
      case STILL -> pose(0, 0.3f, 0.3f, 0.1f, 0.35f, -0.08f, 0.08f, 0, 0, 0);
      case REACHING -> pose(0.08f, 0.35f, 2.3f, 0.2f, 0.3f, -0.15f, 0.15f, 0, 0, 0);
      case WALKING -> pose(0.06f, 0.65f, 0.6f, 0.3f, 0.55f, -0.45f, 0.45f, 0.3f, -0.1f, 0);
      case RUNNING -> pose(0.28f, 1, 0.95f, 0.9f, 1.3f, -0.9f, 0.95f, 1.2f, -0.9f, 0.3f);
      case LEAPING -> pose(0.14f, 1.9f, 2.1f, 0.3f, 0.3f, -1.1f, 1, 0.9f, -0.5f, 1.1f);
      case FLYING -> pose(0.95f, 1.55f, 1.75f, 0.15f, 0.15f, -0.25f, 0.1f, 0.3f, -0.15f, 2);
      case FALLING -> pose(-0.7f, 2.2f, 1.9f, 0.5f, 0.6f, 0.6f, 1.1f, 0.5f, 0.3f, 1.6f);
      case TURNING -> pose(-0.08f, 1.5f, 1.25f, -0.7f, 0.9f, -0.25f, 0.3f, 0.35f, 0, 0);
      case WORKING -> pose(0.14f, 0.6f, 0.75f, 0.9f, 1.15f, -0.12f, 0.12f, 0, 0, 0);
      case PLAYING -> pose(-0.04f, 1, 1.2f, 1.2f, 1.3f, -0.2f, 0.25f, 0.1f, 0, 0.1f);
      case RESTING -> pose(-0.12f, 0.4f, 0.5f, -0.25f, 0.6f, 1.1f, 1.35f, -1.1f, -1.2f, 0);
    };
  }

  private static Pose pose(
      float lean,
      float upperBack,
      float upperFront,
      float foreBack,
      float foreFront,
      float thighBack,
      float thighFront,
      float shinBack,
      float shinFront,
      float air) {
    return new Pose(
        lean,
        new Pair(upperBack, upperFront),
        new Pair(foreBack, foreFront),
        new Pair(thighBack, thighFront),
        // Knees bend backwards only: shins trail the thighs.
        new Pair(-Math.abs(shinBack), -Math.abs(shinFront)),
        0,
        air);
  }
}
