package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Field;
import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Study;

/** A relief cut from one block, with the veins and the polish of its material. */
final class Carving implements Technique {
  private enum Material {
    MARBLE,
    BRONZE,
    CLAY,
    WOOD,
    JADE
  }

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    Material material = material(input);
    Field heights = heights(input);
    input.pace().at(0.3f);
    Field vein = input.cloud("vein", material == Material.WOOD ? 2.2f : 3.4f, 5);
    Noise grain = input.noise("chisel");
    int[] ramp = ramp(input, material);
    float light = input.study().lightX() < 0 ? -1 : 1;
    float deep = input.unit() * 0.019f;
    float gloss = material == Material.BRONZE || material == Material.JADE ? 0.75f : 0.25f;
    input.cover(
        0.3f,
        1,
        (x, y) -> {
          float here = heights.at(x, y);
          float nx = (heights.at(x + 1.5f, y) - heights.at(x - 1.5f, y)) * deep;
          float ny = (heights.at(x, y + 1.5f) - heights.at(x, y - 1.5f)) * deep;
          float edge = rim(input.study(), x, y);
          float slope = 1 / (float) Math.sqrt(1 + nx * nx + ny * ny);
          float lit = (-light * -nx * 0.62f - ny * 0.7f + 0.55f) * slope;
          float shine = Math.max(0, lit - 0.62f);
          float hollow = 0.16f * (here - 0.5f);
          float local = 0.46f * (Rgb.luma(input.seen(x, y)) - 0.5f);
          float tone = 0.56f + 0.6f * (lit - 0.5f) + hollow + local - edge;
          tone += figure(material, vein, x, y) + 0.035f * (grain.grain(x, y) - 0.5f);
          tone += gloss * shine * shine * 3;
          return ramp[(int) (Waves.clamp(Math.max(0.14f, tone)) * 255)];
        });
  }

  private static Material material(TechniqueInput input) {
    String name = input.scene().style().name();
    if (name.contains("bronze")
        || name.contains("metal")
        || name.contains("wire")
        || name.contains("scrap")
        || name.contains("mobile")) {
      return Material.BRONZE;
    }
    if (name.contains("wood") || name.contains("netsuke")) {
      return Material.WOOD;
    }
    if (name.contains("terracotta")
        || name.contains("clay")
        || name.contains("sand")
        || name.contains("mâché")
        || name.contains("land")) {
      return Material.CLAY;
    }
    return name.contains("jade")
            || name.contains("glass")
            || name.contains("ice")
            || name.contains("ceramic")
            || name.contains("topiary")
        ? Material.JADE
        : Material.MARBLE;
  }

  /** Shapes drawn later lie higher; the figure stands out from its ground. */
  private static Field heights(TechniqueInput input) {
    Study study = input.study();
    int step = Math.max(2, (int) (input.unit() / 340));
    Field parts =
        new Field(input.width(), input.height(), step)
            .fill(
                (x, y) -> {
                  float weight = study.importance(x, y);
                  float raised = weight > 0.3f ? 0.5f + 0.5f * weight : 0.9f * weight;
                  float layer = 0.12f * ((study.partAt(x, y) * 7) % 5) / 5f;
                  return raised + layer;
                });
    Field detail =
        new Field(input.width(), input.height(), step)
            .fill((x, y) -> parts.at(x, y) * 10 + 2.4f * Rgb.luma(input.seen(x, y)))
            .blur(2);
    Field body = new Field(input.width(), input.height(), step).fill((x, y) -> parts.at(x, y) * 22);
    body.blur(14);
    return new Field(input.width(), input.height(), step)
        .fill((x, y) -> (detail.at(x, y) + body.at(x, y)) * 0.055f);
  }

  /** The dark line where a shape leaves the one below. */
  private static float rim(Study study, int x, int y) {
    int here = study.partAt(x, y);
    boolean below = study.partAt(x, y - 2) > here || study.partAt(x - 1, y - 1) > here;
    return below ? 0.13f : 0;
  }

  /** Veins in marble, rings in wood, clouds in jade. */
  private static float figure(Material material, Field vein, int x, int y) {
    return switch (material) {
      case MARBLE -> -0.16f * Waves.smooth(0.07f, 0, Math.abs(vein.at(x, y) - 0.08f));
      case WOOD -> 0.075f * Waves.sin(vein.at(x * 0.35f, y) * 46 + x * 0.05f);
      case JADE -> 0.1f * vein.at(x, y);
      case BRONZE -> 0.06f * vein.at(x, y);
      case CLAY -> 0.05f * vein.at(x, y);
    };
  }

  /** The material from shadow to gleam. */
  private static int[] ramp(TechniqueInput input, Material material) {
    Oklab ground = Oklab.of(input.palette().tint(Role.GROUND, 0));
    Oklab body = Oklab.of(input.palette().tint(Role.BODY, 0));
    int[] ramp = new int[256];
    for (int i = 0; i < 256; i++) {
      float lightness = 0.1f + 0.87f * i / 255f;
      float middle = 1 - Math.abs(2 * i / 255f - 1);
      ramp[i] = stone(material, ground, body, lightness, middle).rgb();
    }
    return ramp;
  }

  private static Oklab stone(
      Material material, Oklab ground, Oklab body, float lightness, float middle) {
    return switch (material) {
      case MARBLE ->
          Oklab.polar(
              Math.min(0.98f, lightness * 0.8f + 0.2f), 0.012f + 0.03f * middle, ground.hue());
      case BRONZE ->
          Oklab.polar(
              lightness * 0.86f,
              0.09f,
              Waves.mix(2.9f, 1.25f, Waves.smooth(0.2f, 0.7f, lightness)));
      case CLAY -> Oklab.polar(lightness * 0.88f + 0.04f, 0.105f, 0.82f);
      case WOOD -> Oklab.polar(lightness * 0.84f, 0.085f, 1.05f);
      case JADE ->
          Oklab.polar(
              lightness * 0.85f + 0.1f,
              0.06f + 0.05f * middle,
              body.chroma() > 0.04f ? body.hue() : 2.6f);
    };
  }
}
