package dev.dalleserver.avatars;

import dev.dalleserver.picture.Address;
import java.util.Locale;

/**
 * A small drawing of an address that stands for a picture which is not there: the same drawing for
 * the same address, mirrored, in three colours that its digits choose.
 */
public final class Placeholder {
  private static final int CELLS = 8;
  private static final int DIGITS = 40;

  /** Where the digits that choose the cells begin; those before choose the colours. */
  private static final int FIRST_CELL = 8;

  private final String digits;

  private Placeholder(Address address) {
    this.digits = address.value().substring(2);
  }

  /**
   * Draws an address as SVG.
   *
   * @param size width and height in pixels
   */
  public static String svg(Address address, int size) {
    return new Placeholder(address).draw(address, size);
  }

  private String draw(Address address, int size) {
    StringBuilder svg = new StringBuilder(2048);
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\" width=\"")
        .append(size)
        .append("\" height=\"")
        .append(size)
        .append("\" shape-rendering=\"crispEdges\" role=\"img\"><title>")
        .append(address.checksummed())
        .append("</title><path fill=\"")
        .append(color(0, 30, 88))
        .append("\" d=\"M0 0h8v8H0z\"/>");
    path(svg, color(2, 55, 45), 1);
    path(svg, color(5, 65, 62), 2);
    return svg.append("</svg>\n").toString();
  }

  /** Draws all cells of one kind; each row has four cells of its own, and their mirror images. */
  private void path(StringBuilder svg, String color, int kind) {
    svg.append("<path fill=\"").append(color).append("\" d=\"");
    for (int cell = 0; cell < CELLS * CELLS / 2; cell++) {
      if (kind(digit(FIRST_CELL + cell)) == kind) {
        int x = cell % (CELLS / 2);
        int y = cell / (CELLS / 2);
        square(svg, x, y);
        square(svg, CELLS - 1 - x, y);
      }
    }
    svg.append("\"/>");
  }

  private static void square(StringBuilder svg, int x, int y) {
    svg.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
  }

  /** Half of the cells are empty, and a third of the others have the second colour. */
  private static int kind(int digit) {
    return digit < 8 ? 0 : digit < 13 ? 1 : 2;
  }

  private int digit(int index) {
    return Character.digit(digits.charAt(index % DIGITS), 16);
  }

  private String color(int firstDigit, int saturation, int lightness) {
    int hue = (digit(firstDigit) * 16 + digit(firstDigit + 1)) * 360 / 256;
    return String.format(Locale.ROOT, "hsl(%d %d%% %d%%)", hue, saturation, lightness);
  }
}
