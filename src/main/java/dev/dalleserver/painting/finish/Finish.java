package dev.dalleserver.painting.finish;

import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.StyleGroup;
import dev.dalleserver.painting.technique.TechniqueInput;

/** Lets the second art style be felt in the picture that the first one made. */
public final class Finish {
  private Finish() {}

  /**
   * Works over the easel's canvas. Two styles of one family need no blending.
   *
   * @throws CancelledException when the picture is no longer wanted
   */
  public static void apply(TechniqueInput easel) throws CancelledException {
    Scene scene = easel.study().scene();
    StyleGroup group = scene.secondStyle().group();
    if (group == scene.style().group()) {
      return;
    }
    switch (group) {
      case IMPRESSIONISM, ROMANTICISM, CLASSICAL, SURREALISM, PSYCHEDELIA ->
          new LightFinish(easel).apply(group);
      case TEXTILE, MOSAIC, DIGITAL, PHOTOGRAPHY, SCULPTURE, WATERCOLOR, PRINT ->
          new SurfaceFinish(easel).apply(group);
      default -> new MarkFinish(easel).apply(group);
    }
  }
}
