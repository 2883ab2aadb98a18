package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pen;

/** Arms and legs of every kind. */
final class Limbs {
  private Limbs() {}

  /** Two legs, the trailing one first, or what the plan has instead. */
  static void legs(Body body) {
    switch (body.plan().leg()) {
      case TENTACLES -> tentacles(body);
      case ROOTS -> roots(body);
      case STEM -> stem(body);
      default -> {
        leg(body, -body.facing());
        leg(body, body.facing());
      }
    }
  }

  /** Trousers for the warm-blooded, bare shins for birds and insects. */
  private static void leg(Body body, int side) {
    Body.Limb leg = body.leg(side);
    boolean thin = body.plan().leg() != BodyPlan.Leg.PAW;
    float width = thin ? 0.24f : 0.58f;
    Fill fill = thin ? Fill.of(Role.SPARK).darker(0.08f) : body.cloth().bare().darker(0.13f);
    Ribbon shape = new Ribbon().to(leg.root().x(), leg.root().y(), thin ? 0.3f : 0.72f);
    shape.to(leg.bend().x(), leg.bend().y(), width);
    shape.to(leg.end().x(), leg.end().y(), thin ? 0.18f : 0.42f);
    body.pen().shape(shape.smooth().outline(), fill.form(0.14f), 0.35f);
    if (thin) {
      toes(body, leg.end());
    } else {
      shoe(body, leg.end());
    }
  }

  private static void shoe(Body body, Body.Joint foot) {
    float toe = foot.x() + body.facing() * 0.42f;
    Outline shoe =
        Outline.blob(
            foot.x() - body.facing() * 0.3f,
            foot.y() + 0.22f,
            foot.x() - body.facing() * 0.26f,
            foot.y() - 0.12f,
            foot.x() + body.facing() * 0.1f,
            foot.y() - 0.16f,
            toe + body.facing() * 0.08f,
            foot.y() + 0.06f,
            toe,
            foot.y() + 0.24f);
    body.pen().shape(shoe, Fill.of(Role.INK).lighter(0.1f).form(0.12f), 0.35f);
  }

  private static void toes(Body body, Body.Joint foot) {
    for (int i = -1; i <= 1; i++) {
      Ribbon toe =
          new Ribbon()
              .to(foot.x(), foot.y(), 0.14f)
              .to(foot.x() + 0.34f * i + 0.14f * body.facing(), foot.y() + 0.2f, 0.08f);
      body.pen().more(toe.outline(), Fill.of(Role.SPARK).darker(0.12f));
    }
  }

  /** Six that taper, each swaying differently. */
  private static void tentacles(Body body) {
    for (int i = 0; i < 6; i++) {
      float x = Waves.mix(-0.85f, 0.85f, i / 5f);
      float sway = 0.4f * Waves.sin(i * 2.3f + body.pose().lean() * 3);
      Ribbon arm =
          new Ribbon()
              .to(x * 0.8f, Body.HIP_Y - 0.3f, 0.52f)
              .to(x * 1.2f + sway * 0.4f, Body.HIP_Y + 0.9f, 0.42f)
              .to(x * 1.5f - sway * 0.6f, Body.HIP_Y + 1.8f, 0.28f)
              .to(x * 2 + sway, Body.HIP_Y + 2.45f, 0.14f)
              .to(x * 2.3f + sway * 1.4f, Body.HIP_Y + 2.2f, 0.06f);
      body.pen().shape(arm.smooth().outline(), body.skin().bare().darker(0.03f * (i % 3)), 0.35f);
    }
  }

  /** They spread as they go down. */
  private static void roots(Body body) {
    for (int i = 0; i < 5; i++) {
      float x = Waves.mix(-0.6f, 0.6f, i / 4f);
      Ribbon root =
          new Ribbon()
              .to(x * 0.5f, Body.HIP_Y - 0.2f, 0.5f)
              .to(x * 0.9f, Body.HIP_Y + 1.4f, 0.34f)
              .to(x * 1.9f, Body.HIP_Y + 2.1f, 0.2f)
              .to(x * 3.2f, Body.HIP_Y + 2.5f, 0.05f);
      body.pen().shape(root.smooth().outline(), body.skin().bare().darker(0.12f), 0.35f);
    }
  }

  /** One thick foot for all. */
  private static void stem(Body body) {
    Outline stem = Outline.blob("-0.75,3.2 0.75,3.2 0.8,4.8 1.1,6 0,6.3 -1.1,6 -0.8,4.8");
    body.pen().shape(stem, body.skin().bare().lighter(0.06f).form(0.18f), 0.35f);
  }

  static void arm(Body body, int side) {
    Body.Limb arm = body.arm(side);
    switch (body.plan().arm()) {
      case WING -> wing(body, arm, side);
      case TENTACLE -> tentacle(body, arm, side);
      case BRANCH -> branch(body, arm, side);
      default -> {
        sleeve(body, arm);
        hand(body, arm, side);
      }
    }
  }

  /** A line through the three joints. */
  private static Ribbon bent(Body.Limb arm, float root, float middle, float end) {
    return new Ribbon()
        .to(arm.root().x(), arm.root().y(), root)
        .to(arm.bend().x(), arm.bend().y(), middle)
        .to(arm.end().x(), arm.end().y(), end);
  }

  /** With a white cuff. */
  private static void sleeve(Body body, Body.Limb arm) {
    Ribbon sleeve = bent(arm, 0.66f, 0.52f, 0.44f);
    body.pen().shape(sleeve.smooth().outline(), body.cloth().darker(0.04f).form(0.15f), 0.4f);
    float wristX = Waves.mix(arm.bend().x(), arm.end().x(), 0.86f);
    float wristY = Waves.mix(arm.bend().y(), arm.end().y(), 0.86f);
    Ribbon cuff = new Ribbon().to(wristX, wristY, 0.5f).to(arm.end().x(), arm.end().y(), 0.5f);
    body.pen().more(cuff.outline(), Fill.of(Role.PAPER).darker(0.06f));
  }

  /** A mitten with three fingers and a thumb, turned along the forearm. */
  private static void hand(Body body, Body.Limb arm, int side) {
    if (body.plan().arm() == BodyPlan.Arm.CLAW) {
      claw(body, arm, side);
      return;
    }
    if (body.plan().arm() == BodyPlan.Arm.FIN) {
      fin(body, arm, side);
      return;
    }
    float away = Waves.atan2(arm.end().y() - arm.bend().y(), arm.end().x() - arm.bend().x());
    Pen hand = body.pen().at(Affine.translate(arm.end().x(), arm.end().y()).turned(away));
    Fill skin = body.skin().bare().lighter(0.03f).form(0.12f);
    hand.shape(Outline.ellipse(0.22f, 0, 0.34f, 0.28f), skin, 0.55f);
    for (int i = -1; i <= 1; i++) {
      Ribbon finger =
          new Ribbon().to(0.3f, 0.13f * i, 0.17f).to(0.66f - 0.06f * Math.abs(i), 0.19f * i, 0.13f);
      hand.more(finger.outline(), skin);
    }
    Ribbon thumb = new Ribbon().to(0.12f, -0.18f * side, 0.17f).to(0.34f, -0.44f * side, 0.12f);
    hand.more(thumb.outline(), skin);
  }

  /** Two halves, the upper one larger. */
  private static void claw(Body body, Body.Limb arm, int side) {
    float away = Waves.atan2(arm.end().y() - arm.bend().y(), arm.end().x() - arm.bend().x());
    Pen claw =
        body.pen().at(Affine.translate(arm.end().x(), arm.end().y()).turned(away).scaled(1, side));
    Fill skin = body.skin().bare().form(0.18f);
    Outline lower = Outline.path("M0,0.2 C0.5,0.65 1,0.6 1.25,0.15 C0.9,0.3 0.6,0.2 0.35,0");
    Outline upper =
        Outline.path("M-0.1,0.2 C-0.2,-0.7 0.7,-0.95 1.4,-0.2 C1,-0.3 0.7,-0.15 0.45,0.1");
    claw.shape(lower, skin.darker(0.07f), 0.5f);
    claw.shape(upper, skin, 0.5f);
  }

  private static void fin(Body body, Body.Limb arm, int side) {
    float away = Waves.atan2(arm.end().y() - arm.bend().y(), arm.end().x() - arm.bend().x());
    Pen fin =
        body.pen().at(Affine.translate(arm.end().x(), arm.end().y()).turned(away).scaled(1, side));
    Outline shape =
        Outline.path(
            "M-0.1,-0.24 C0.4,-0.5 0.9,-0.4 1.2,-0.05 Q0.95,0.1 1.05,0.4 Q0.7,0.35 0.6,0.6 "
                + "Q0.2,0.5 -0.1,0.24");
    Fill fill = body.skin().bare().lighter(0.04f).form(0.14f);
    fin.shape(shape, fill, 0.5f);
    for (int i = 0; i < 4; i++) {
      Ribbon ray =
          new Ribbon().to(0.1f, -0.1f + 0.08f * i, 0.05f).to(0.9f, -0.2f + 0.2f * i, 0.02f);
      fin.more(ray.outline(), fill.darker(0.13f).flat());
    }
  }

  /** Goes on past the hand and curls up. */
  private static void tentacle(Body body, Body.Limb arm, int side) {
    Ribbon shape =
        bent(arm, 0.5f, 0.42f, 0.3f)
            .to(arm.end().x() + side * 0.45f, arm.end().y() - 0.25f, 0.2f)
            .to(arm.end().x() + side * 0.4f, arm.end().y() - 0.7f, 0.1f);
    body.pen().shape(shape.smooth().outline(), body.skin().bare().form(0.15f), 0.45f);
    for (int i = 1; i < 5; i++) {
      float x = Waves.mix(arm.bend().x(), arm.end().x(), i / 5f);
      float y = Waves.mix(arm.bend().y(), arm.end().y(), i / 5f);
      body.pen().more(Outline.circle(x, y, 0.07f), body.skin().bare().lighter(0.2f));
    }
  }

  /** An arm of wood with six leaves. */
  private static void branch(Body body, Body.Limb arm, int side) {
    Ribbon shape = bent(arm, 0.4f, 0.3f, 0.16f);
    body.pen().shape(shape.smooth().outline(), body.skin().bare().darker(0.1f), 0.4f);
    for (int i = 0; i < 6; i++) {
      float t = 0.1f + 0.18f * i;
      float x = Waves.mix(arm.bend().x(), arm.end().x(), t);
      float y = Waves.mix(arm.bend().y(), arm.end().y(), t);
      float angle = (i % 2 == 0 ? -1 : 1) * 0.9f + (side > 0 ? 0 : Waves.PI);
      Outline leaf = Outline.path("M0,0 C0.2,-0.28 0.6,-0.2 0.75,0 C0.6,0.2 0.2,0.28 0,0");
      body.pen()
          .at(Affine.translate(x, y).turned(angle))
          .shape(leaf, Fill.of(Role.CLOTH).lighter(0.04f * (i % 3)).form(0.14f), 0.45f);
    }
  }

  /** The arm's bones carry the feathers, the longest at the hand. */
  private static void wing(Body body, Body.Limb arm, int side) {
    int feathers = 9;
    for (int i = 0; i < feathers; i++) {
      float t = i / (feathers - 1f);
      boolean outer = t > 0.5f;
      Body.Joint from = outer ? arm.bend() : arm.root();
      Body.Joint to = outer ? arm.end() : arm.bend();
      float local = outer ? 2 * t - 1 : 2 * t;
      float x = Waves.mix(from.x(), to.x(), local);
      float y = Waves.mix(from.y(), to.y(), local);
      float spread = side * Waves.mix(0.1f, 1.05f, t);
      float length = Waves.mix(0.9f, 1.55f, t);
      Ribbon feather =
          new Ribbon()
              .to(x, y, 0.34f)
              .to(
                  x + length * 0.5f * Waves.sin(spread),
                  y + length * 0.5f * Waves.cos(spread),
                  0.38f)
              .to(x + length * Waves.sin(spread), y + length * Waves.cos(spread), 0.1f);
      Fill fill = body.skin().bare().darker(0.04f + 0.1f * (i % 2)).form(0.14f);
      body.pen().shape(feather.smooth().outline(), fill, 0.45f);
    }
    Ribbon bones = bent(arm, 0.7f, 0.6f, 0.4f);
    body.pen().shape(bones.smooth().outline(), body.cloth().form(0.15f), 0.45f);
  }
}
