package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** Bulging eyes, full lips, a sail on top and fins at the cheeks. */
final class FishHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    boolean flat = SpeciesGroups.FLATFISH.has(sitter.noun());
    boolean shark = sitter.is("shark", "dogfish", "wobbegong", "swordfish", "marlin", "sawfish");
    Skull skull = sitter.skull().sized(flat ? 1.4f : 1.08f, flat ? 0.78f : 0.96f);
    Sitter scaled = shark ? sitter : sitter.with(scales(sitter.skin()));
    sail(sitter, skull, shark);
    for (int side = -1; side <= 1; side += 2) {
      fin(sitter, skull, side);
    }
    scaled.ball(skull);
    belly(sitter, skull);
    snout(sitter, skull);
    Face face = sitter.face(skull);
    face.eyes(flat ? 0.5f : 0.68f, 0.24f, 0.3f);
    lips(sitter, skull, face, shark);
    barbels(sitter, skull);
  }

  private static Fill scales(Fill skin) {
    return skin.with(Pattern.SCALES, 0.24f, skin.role(), skin.change() - 0.1f);
  }

  /** Lighter below, as fish are. */
  private static void belly(Sitter sitter, Skull skull) {
    Skull.Spot spot = skull.on(0, -0.6f, 0.6f);
    sitter
        .pen()
        .more(
            Outline.ellipse(spot.x(), spot.y() + 0.08f, 0.66f * skull.width(), 0.42f),
            sitter.skin().bare().lighter(0.18f).form(0.08f),
            0.85f);
  }

  /** Spines with a skin between them, or the one fin that means a shark. */
  private static void sail(Sitter sitter, Skull skull, boolean shark) {
    Fill fill = Fill.of(Role.CLOTH).form(0.12f);
    float lean = Waves.sin(skull.yaw()) * -0.4f;
    if (shark) {
      Outline dorsal =
          new Outline()
              .moveTo(-0.45f, -0.7f)
              .quadTo(-0.1f, -1.3f, lean - 0.1f, -1.95f)
              .quadTo(0.35f, -1.4f, 0.55f, -0.7f);
      sitter.pen().shape(dorsal, sitter.skin().darker(0.1f), 0.5f);
      return;
    }
    Outline sail = Outline.path("M-0.75,-0.5");
    int spines = 7;
    for (int i = 0; i <= spines; i++) {
      float t = (float) i / spines;
      float x = Waves.mix(-0.8f, 0.8f, t);
      float height = 1.25f + 0.6f * Waves.sin(Waves.PI * t);
      sail.lineTo(x + lean, -height);
      sail.lineTo(Waves.mix(-0.8f, 0.8f, t + 0.5f / spines) + lean * 0.8f, -height * 0.84f);
    }
    sail.lineTo(0.75f, -0.5f);
    sitter.pen().shape(sail, fill, 0.5f);
    for (int i = 1; i < spines; i++) {
      float x = Waves.mix(-0.8f, 0.8f, (float) i / spines);
      float height = 1.2f + 0.55f * Waves.sin(Waves.PI * i / spines);
      Ribbon ray = new Ribbon().to(x * 0.8f, -0.7f, 0.06f).to(x + lean, -height, 0.03f);
      sitter.pen().more(ray.outline(), fill.darker(0.16f).flat());
    }
  }

  /** A fan at each cheek. */
  private static void fin(Sitter sitter, Skull skull, int side) {
    Skull.Spot root = skull.on(side * 1.45f, -0.1f, 0.95f);
    float out = root.x() >= 0 ? 1 : -1;
    Outline fin =
        new Outline()
            .moveTo(root.x(), root.y() - 0.25f)
            .cubicTo(
                root.x() + out * 0.5f,
                root.y() - 0.65f,
                root.x() + out * 0.95f,
                root.y() - 0.35f,
                root.x() + out * 0.9f,
                root.y() + 0.1f)
            .cubicTo(
                root.x() + out * 0.7f,
                root.y() + 0.05f,
                root.x() + out * 0.6f,
                root.y() + 0.45f,
                root.x() + out * 0.7f,
                root.y() + 0.6f)
            .quadTo(root.x() + out * 0.2f, root.y() + 0.5f, root.x(), root.y() + 0.25f);
    sitter.pen().shape(fin, Fill.of(Role.CLOTH).lighter(0.06f).form(0.14f), 0.5f);
  }

  /** Swords, saws and tubes. */
  private static void snout(Sitter sitter, Skull skull) {
    boolean sword = sitter.is("swordfish", "marlin", "sawfish", "sailfish", "paddlefish", "gar");
    boolean tube = sitter.is("seahorse", "seadragon", "pipefish", "trumpetfish", "cornetfish");
    if (!sword && !tube) {
      return;
    }
    Skull.Spot root = skull.on(0, -0.1f, 0.8f);
    Skull.Spot tip = skull.on(0, -0.1f, sword ? 2.6f : 1.9f);
    if (tip.z() > 0) {
      Ribbon snout =
          new Ribbon()
              .to(root.x(), root.y(), 0.5f)
              .to(tip.x(), tip.y() + 0.1f, sword ? 0.06f : 0.34f);
      sitter.pen().shape(snout.outline(), sitter.skin().bare().lighter(0.05f), 0.7f);
    }
  }

  /** Full ones, except on sharks. */
  private static void lips(Sitter sitter, Skull skull, Face face, boolean shark) {
    Skull.Spot spot = skull.on(0, -0.42f, 1.06f);
    if (!spot.visible()) {
      return;
    }
    float width = 0.46f * spot.facing();
    float corner = -0.12f * sitter.expression().mouth();
    Ribbon lips =
        new Ribbon()
            .to(spot.x() - width, spot.y() + corner, 0.14f)
            .to(spot.x(), spot.y() - corner * 0.5f, 0.3f)
            .to(spot.x() + width, spot.y() + corner, 0.14f);
    Fill fill = Fill.of(Role.SPARK).form(0.14f);
    sitter.pen().shape(lips.smooth().outline(), shark ? sitter.skin().lighter(0.1f) : fill, 0.8f);
    face.mouthAt(spot.x(), spot.y(), width * 0.86f);
  }

  /** The whiskers of catfish and carp. */
  private static void barbels(Sitter sitter, Skull skull) {
    if (!SpeciesGroups.BARBELED.has(sitter.noun())) {
      return;
    }
    for (int side = -1; side <= 1; side += 2) {
      Skull.Spot root = skull.on(side * 0.35f, -0.4f, 1);
      Ribbon barbel =
          new Ribbon()
              .to(root.x(), root.y(), 0.1f)
              .to(root.x() + side * 0.45f, root.y() + 0.2f, 0.07f)
              .to(root.x() + side * 0.6f, root.y() + 0.7f, 0.03f);
      sitter.pen().shape(barbel.smooth().outline(), sitter.skin().darker(0.12f), 0.6f);
    }
  }
}
