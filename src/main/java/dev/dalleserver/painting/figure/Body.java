package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pen;

/**
 * A body about to be drawn: where its joints are and what it is made of.
 *
 * @param pen in head radii, the middle of the head being the origin, turned with the body
 * @param facing -1 left, 1 right
 * @param skin of the creature
 * @param cloth of its clothes
 */
record Body(
    Pen pen, BodyPlan plan, Pose pose, int facing, boolean fromBehind, Fill skin, Fill cloth) {
  static final float SHOULDER_Y = 1.62f;
  static final float SHOULDER_X = 0.92f;
  static final float HIP_Y = 3.65f;
  static final float HIP_X = 0.42f;
  private static final float ARM = 1.12f;
  private static final float LEG = 1.22f;

  /** A joint's place. */
  record Joint(float x, float y) {
    Joint swing(float length, float angle, float side) {
      return new Joint(x + side * length * Waves.sin(angle), y + length * Waves.cos(angle));
    }
  }

  /** Shoulder, elbow and hand of the arm on that side, or hip, knee and foot. */
  record Limb(Joint root, Joint bend, Joint end) {}

  /** The joints of the arm on that side. */
  Limb arm(int side) {
    boolean leading = side == facing;
    Joint shoulder = new Joint(side * SHOULDER_X, SHOULDER_Y - 0.35f * pose.shrug());
    float upper = pose.upper().of(leading);
    Joint elbow = shoulder.swing(ARM, upper, side);
    Joint hand = elbow.swing(ARM * 0.95f, upper + pose.fore().of(leading), side);
    return new Limb(shoulder, elbow, hand);
  }

  /** The joints of the leg on that side; both thighs swing along the way the body faces. */
  Limb leg(int side) {
    boolean leading = side == facing;
    Joint hip = new Joint(side * HIP_X, HIP_Y);
    float thigh = pose.thigh().of(leading);
    Joint knee = hip.swing(LEG, thigh, facing);
    Joint foot = knee.swing(LEG, thigh + pose.shin().of(leading), facing);
    return new Limb(hip, knee, foot);
  }

  /** Returns the hand that holds the item: the one nearer to the viewer's attention. */
  Joint holdingHand() {
    return arm(facing).end();
  }

  static float neckShift(BodyPlan plan, Scene scene, Stage stage) {
    // Long necks would push the body out of the picture where the face is near.
    return plan.neck() * (stage.head() > 0.2f * scene.size().height() ? 0.4f : 1);
  }
}
