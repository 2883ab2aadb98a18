package dev.dalleserver.painting.study;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Mapping;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;

/**
 * Draws shapes of a figure in the figure's own measures.
 *
 * @param place takes head radii to pixels
 */
public record Pen(Study study, Mapping place) {

  /** A pen for something held, worn or turned inside this one's drawing. */
  public Pen at(Affine inner) {
    return new Pen(study, place.after(inner));
  }

  /** Draws a new shape. */
  public Pen shape(Outline outline, Fill fill, float importance) {
    study.begin(importance);
    return more(outline, fill);
  }

  /** Draws a detail on the shape drawn last. */
  public Pen more(Outline outline, Fill fill) {
    return more(outline, fill, 1);
  }

  /** Draws a translucent detail on the shape drawn last. */
  public Pen more(Outline outline, Fill fill, float opacity) {
    study.fill(outline.placed(place), fill, place.size(), opacity);
    return this;
  }

  /** Draws a line of even width as a new shape; points as x, y, x, y ... */
  public Pen line(Fill fill, float width, float importance, float... points) {
    Ribbon ribbon = new Ribbon();
    for (int i = 0; i < points.length; i += 2) {
      ribbon.to(points[i], points[i + 1], width);
    }
    return shape(
        points.length > 4 ? ribbon.smooth().outline() : ribbon.outline(), fill, importance);
  }
}
