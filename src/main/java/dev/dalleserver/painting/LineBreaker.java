package dev.dalleserver.painting;

import java.util.ArrayList;
import java.util.List;

/**
 * Breaks a text into as few lines as its width allows, and those as evenly as possible, so that no
 * last line is left with a single word. Words wider than a line are cut.
 */
final class LineBreaker {
  private static final String ELLIPSIS = "…";

  /** Sums of widths differ in the last digits by the order in which they are added. */
  private static final double ROUNDING = 1e-6;

  /** Halvings until the width is known to less than a pixel. */
  private static final int HALVINGS = 14;

  private final TextStyle style;
  private final double maxWidth;
  private final double space;

  private record Piece(String text, double width) {}

  LineBreaker(TextStyle style, double maxWidth) {
    this.style = style;
    this.maxWidth = maxWidth;
    this.space = style.width(" ") + 2 * style.tracking() * style.size();
  }

  /**
   * Breaks a text into as few lines as its width allows, about equally long.
   *
   * @param text words with single spaces between them; may be empty
   * @return no line for an empty text
   */
  List<String> balanced(String text) {
    List<Piece> pieces = pieces(text);
    List<String> widest = fill(pieces, maxWidth);
    double tooNarrow = 0;
    double wideEnough = maxWidth;
    for (int i = 0; i < HALVINGS && widest.size() > 1; i++) {
      double middle = (tooNarrow + wideEnough) / 2;
      boolean fits = holdsAll(pieces, middle) && fill(pieces, middle).size() <= widest.size();
      tooNarrow = fits ? tooNarrow : middle;
      wideEnough = fits ? middle : wideEnough;
    }
    return fill(pieces, wideEnough);
  }

  /**
   * At most {@code lines} lines, the last one ending in an ellipsis where something is left out.
   */
  List<String> shortened(String text, int lines) {
    List<String> all = fill(pieces(text), maxWidth);
    if (all.size() <= lines) {
      return balanced(text);
    }
    List<String> kept = new ArrayList<>(all.subList(0, lines));
    if (!kept.isEmpty()) {
      kept.set(lines - 1, ellipsized(kept.get(lines - 1)));
    }
    return kept;
  }

  private String ellipsized(String line) {
    int end = line.length();
    while (end > 0 && style.width(line.substring(0, end) + ELLIPSIS) > maxWidth) {
      end = line.offsetByCodePoints(end, -1);
    }
    return line.substring(0, end).replaceFirst("(?<![\\s,;:.–—-])[\\s,;:.–—-]++$", "") + ELLIPSIS;
  }

  /**
   * Splits a text into words, cutting those wider than a line. The beginning of a cut word fills
   * its line, so its rest never stands beside it.
   */
  private List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
      String rest = word;
      while (style.width(rest) > maxWidth && rest.codePointCount(0, rest.length()) > 1) {
        int cut = cut(rest);
        pieces.add(piece(rest.substring(0, cut)));
        rest = rest.substring(cut);
      }
      pieces.add(piece(rest));
    }
    return pieces;
  }

  private Piece piece(String text) {
    return new Piece(text, style.width(text));
  }

  /**
   * Returns where to cut a word so that its beginning fills a line, at least after one character.
   */
  private int cut(String word) {
    int end = word.offsetByCodePoints(0, 1);
    int next = end;
    while (next < word.length() && style.width(word.substring(0, next)) <= maxWidth) {
      end = next;
      next = word.offsetByCodePoints(next, 1);
    }
    return end;
  }

  private static boolean holdsAll(List<Piece> pieces, double width) {
    return pieces.stream().allMatch(piece -> piece.width <= width);
  }

  /** Puts as much as possible on each line. */
  private List<String> fill(List<Piece> pieces, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    double used = 0;
    for (Piece piece : pieces) {
      double more = line.isEmpty() ? piece.width : space + piece.width;
      if (!line.isEmpty() && used + more > width + ROUNDING) {
        lines.add(line.toString());
        line.setLength(0);
        more = piece.width;
        used = 0;
      }
      line.append(line.isEmpty() ? "" : " ").append(piece.text);
      used += more;
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
