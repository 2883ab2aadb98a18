package dev.dalleserver.painting.study;

import dev.dalleserver.painting.scene.Role;

/**
 * How a shape of the study is coloured.
 *
 * @param role which ramp of the palette
 * @param change lighter (positive) or darker than the role's own lightness
 * @param form how round it looks: by how much light and shadow differ from the middle
 * @param pattern what is on it
 * @param size how large the pattern's motif is, in head radii
 * @param second the ramp of the pattern
 * @param secondChange lightness of the pattern beside its own
 */
public record Fill(
    Role role,
    float change,
    float form,
    Pattern pattern,
    float size,
    Role second,
    float secondChange) {

  public static Fill of(Role role) {
    return new Fill(role, 0, 0.1f, Pattern.PLAIN, 1, role, 0);
  }

  public Fill lighter(float by) {
    return new Fill(role, change + by, form, pattern, size, second, secondChange + by);
  }

  public Fill darker(float by) {
    return lighter(-by);
  }

  public Fill form(float amount) {
    return new Fill(role, change, amount, pattern, size, second, secondChange);
  }

  /** Without light and shadow. */
  public Fill flat() {
    return form(0);
  }

  public Fill with(Pattern motif, float motifSize, Role other, float otherChange) {
    return new Fill(role, change, form, motif, motifSize, other, otherChange);
  }

  /** The same surface without its pattern. */
  public Fill bare() {
    return new Fill(role, change, form, Pattern.PLAIN, 1, role, 0);
  }
}
