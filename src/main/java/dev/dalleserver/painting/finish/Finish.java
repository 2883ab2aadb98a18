package dev.dalleserver.painting.finish;

import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.StyleGroup;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.painting.technique.TechniqueInput;

/** Adds traits of the second art style to the picture that the first one made. */
public final class Finish {
  private Finish() {}

  /**
   * Paints over the input's canvas. Two styles of one family need no blending.
   *
   * @throws StoppedException when the picture is no longer wanted
   */
  public static void apply(TechniqueInput input) throws StoppedException {
    Scene scene = input.study().scene();
    StyleGroup group = scene.secondStyle().group();
    if (group == scene.style().group()) {
      return;
    }
    switch (group) {
      case IMPRESSIONISM, ROMANTICISM, CLASSICAL, SURREALISM, PSYCHEDELIA ->
          new LightFinish(input).apply(group);
      case TEXTILE, MOSAIC, DIGITAL, PHOTOGRAPHY, SCULPTURE, WATERCOLOR, PRINT ->
          new SurfaceFinish(input).apply(group);
      default -> new MarkFinish(input).apply(group);
    }
  }
}
