package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;

/** A face under a cap: a dome, a funnel, or the honeycomb of a morel. */
final class FungusHead implements Head {
  @Override
  public void draw(Sitter sitter) {
    Skull skull = sitter.skull().sized(0.86f, 0.92f);
    sitter.with(sitter.skin().bare().lighter(0.1f)).ball(skull);
    Face face = sitter.face(skull);
    face.eyes(0.46f, 0.02f, 0.26f);
    face.cheeks(0.75f, -0.35f, 0.2f);
    face.mouth(-0.5f, 0.36f);
    float lean = 0.3f * Waves.sin(skull.yaw());
    if (sitter.is("morel", "truffle", "puffball", "coral", "earthstar")) {
      comb(sitter, lean);
    } else {
      cap(sitter, lean);
    }
  }

  /**
   * Gills first, then the cap over them; spots for those known to have them, and for half of the
   * rest.
   */
  private static void cap(Sitter sitter, float lean) {
    boolean funnel = sitter.is("chanterelle", "deceiver", "oyster", "elf cup", "turkey tail");
    float dip = funnel ? 0.35f : 1;
    Outline gills = Outline.ellipse(lean * 0.4f, -0.5f, 1.75f, 0.34f);
    sitter.pen().shape(gills, sitter.skin().bare().darker(0.16f).form(0.05f), 0.5f);
    for (int i = -8; i <= 8; i++) {
      Ribbon gill =
          new Ribbon().to(lean + i * 0.09f, -0.62f, 0.03f).to(lean + i * 0.2f, -0.3f, 0.03f);
      sitter.pen().more(gill.outline(), sitter.pale(), 0.5f);
    }
    Outline cap =
        new Outline()
            .moveTo(-1.9f, -0.48f)
            .cubicTo(-1.8f, -0.9f - dip, -0.9f + lean, -1.1f - dip, lean, -1.1f - dip)
            .cubicTo(0.9f + lean, -1.1f - dip, 1.8f, -0.9f - dip, 1.9f, -0.48f)
            .cubicTo(1.1f, -0.75f, -1.1f, -0.75f, -1.9f, -0.48f);
    Fill fill = Fill.of(Role.CLOTH).form(0.22f);
    boolean spotted = sitter.is("agaric", "parasol", "lady") || sitter.species().chance(0.5f);
    Fill dotted = fill.with(Pattern.SPOTS, 0.5f, Role.PAPER, -0.05f);
    sitter.pen().shape(cap, spotted ? dotted : fill, 0.5f);
  }

  /** A tall cap full of holes. */
  private static void comb(Sitter sitter, float lean) {
    Outline cone =
        Outline.blob(
            -0.95f,
            -0.35f,
            -1.1f + lean * 0.5f,
            -1.2f,
            -0.5f + lean,
            -2.1f,
            lean,
            -2.35f,
            0.5f + lean,
            -2.1f,
            1.1f + lean * 0.5f,
            -1.2f,
            0.95f,
            -0.35f,
            0,
            -0.62f);
    Fill fill = Fill.of(Role.CLOTH).form(0.2f).with(Pattern.ROSETTES, 0.3f, Role.CLOTH, -0.2f);
    sitter.pen().shape(cone, fill, 0.5f);
  }
}
