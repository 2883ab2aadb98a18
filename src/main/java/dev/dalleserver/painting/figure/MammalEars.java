package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pen;

/** The ears of mammals, each with its inside. */
final class MammalEars {
  private MammalEars() {}

  /** Draws the ears that lie behind the head, or those in front of it. */
  static void draw(Head.Sitter sitter, Skull skull, MammalTraits traits, boolean behind) {
    if (traits.ears() == MammalTraits.Ears.NONE) {
      return;
    }
    boolean hanging = traits.ears() == MammalTraits.Ears.HANGING;
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot root = root(skull, traits.ears(), side);
      boolean far = !hanging && root.z() < 0.35f;
      if (far == behind) {
        float droop = sitter.expression().mouth() < -0.3f ? 0.3f : 0;
        float outward = Waves.cos(skull.yaw()) < 0 ? -side : side;
        Pen ear =
            sitter.pen().at(Affine.translate(root.x(), root.y()).scaled(outward, 1).turned(droop));
        ear(ear, sitter.skin(), traits.ears());
      }
    }
  }

  /** Where on the ball an ear grows. */
  private static Skull.Spot root(Skull skull, MammalTraits.Ears ears, int side) {
    return switch (ears) {
      case SIDE -> skull.on(side * 1.5f, 0.1f, 0.95f);
      case LEAF, FAN -> skull.on(side * 1.25f, 0.42f, 0.92f);
      case HANGING -> skull.on(side * 1.2f, 0.62f, 0.95f);
      case LONG -> skull.on(side * 0.55f, 1.05f, 0.9f);
      default -> skull.on(side * 0.85f, 0.85f, 0.92f);
    };
  }

  /** Drawn for the viewer's right, pointing up and outward from the origin. */
  private static void ear(Pen pen, Fill skin, MammalTraits.Ears ears) {
    Fill inside = Fill.of(Role.SPARK).lighter(0.04f).form(0.08f);
    Fill outside = skin.darker(0.05f).form(0.12f);
    Outline shape = shape(ears);
    pen.shape(shape, outside, 0.5f);
    if (ears != MammalTraits.Ears.HANGING) {
      Affine inner = Affine.translate(offsetX(ears), offsetY(ears)).scaled(0.6f, 0.62f);
      pen.at(inner).shape(shape, inside, 0.5f);
    }
  }

  /** The silhouette of an ear, for the viewer's right. */
  private static Outline shape(MammalTraits.Ears ears) {
    return switch (ears) {
      case ROUND -> Outline.ellipse(0.12f, -0.14f, 0.38f, 0.38f);
      case SIDE -> Outline.ellipse(0.16f, 0, 0.3f, 0.34f);
      case POINTED -> Outline.path("M-0.42,0.2 Q-0.25,-0.5 0.22,-0.85 Q0.5,-0.3 0.36,0.3");
      case LONG ->
          Outline.path("M-0.2,0.2 C-0.42,-0.8 -0.05,-1.7 0.18,-1.75 C0.5,-1.5 0.42,-0.6 0.24,0.2");
      case HANGING ->
          Outline.path("M-0.3,-0.15 C0.3,-0.5 0.62,0.3 0.5,1 C0.35,1.5 -0.1,1.2 -0.12,0.6");
      case FAN ->
          Outline.path("M-0.15,-0.5 C0.5,-1.15 1.35,-0.8 1.25,0 C1.2,0.8 0.6,1.1 -0.05,0.75");
      default ->
          Outline.path("M-0.1,-0.2 C0.25,-0.55 0.8,-0.5 0.95,-0.15 C0.7,0.2 0.2,0.3 -0.1,0.15");
    };
  }

  private static float offsetX(MammalTraits.Ears ears) {
    return switch (ears) {
      case LONG, POINTED -> 0.05f;
      case LEAF, FAN -> 0.22f;
      default -> 0.06f;
    };
  }

  private static float offsetY(MammalTraits.Ears ears) {
    return switch (ears) {
      case LONG -> -0.22f;
      case POINTED -> -0.05f;
      default -> 0;
    };
  }
}
