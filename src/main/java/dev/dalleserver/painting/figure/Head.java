package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pen;

/**
 * Draws the head of one class of beings.
 *
 * @see Sitter
 */
interface Head {
  void draw(Sitter sitter);

  /**
   * The input of a head's drawing.
   *
   * @param pen origin in the middle of the head, which has radius 1
   * @param noun the species, in lower case
   * @param species random generator of the species
   * @param skin how it is coloured
   */
  record Sitter(
      Pen pen, Skull skull, Expression expression, String noun, SeededRandom species, Fill skin) {

    Face face(Skull shape) {
      return new Face(pen, shape, expression, skin);
    }

    /** True when the species' name contains one of the words. */
    boolean is(String... words) {
      return Species.named(noun, words);
    }

    Sitter with(Fill other) {
      return new Sitter(pen, skull, expression, noun, species, other);
    }

    /** The ball of the head itself. */
    void ball(Skull shape) {
      pen.shape(Outline.ellipse(0, 0, shape.width(), shape.height()), skin.form(0.16f), 0.6f);
    }

    /** A cone that stands on the head: horn, crest, beak. */
    void cone(Skull.Spot base, Skull.Spot tip, float width, Fill fill, float importance) {
      Ribbon cone = new Ribbon().to(base.x(), base.y(), width).to(tip.x(), tip.y(), width * 0.12f);
      pen.shape(cone.outline(), fill, importance);
    }

    /** A bent cone through a point between. */
    void horn(Skull.Spot base, Skull.Spot bend, Skull.Spot tip, float width, Fill fill) {
      Ribbon horn =
          new Ribbon()
              .to(base.x(), base.y(), width)
              .to(bend.x(), bend.y(), width * 0.66f)
              .to(tip.x(), tip.y(), width * 0.08f);
      pen.shape(horn.smooth().outline(), fill, 0.5f);
    }

    Fill dark() {
      return Fill.of(Role.INK).lighter(0.06f).form(0.08f);
    }

    Fill pale() {
      return Fill.of(Role.PAPER).darker(0.05f).form(0.1f);
    }
  }
}
