package dev.dalleserver.painting.canvas;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shapes written down as text: {@code Mx,y} begins, {@code Lx,y} goes straight, {@code Q} and
 * {@code C} bend by one and two control points, as in SVG and always absolute.
 */
final class PathData {
  private static final Pattern COMMAND = Pattern.compile("([MLQC])([^MLQC]+)");

  private PathData() {}

  static Outline parse(String data) {
    Outline outline = new Outline();
    Matcher command = COMMAND.matcher(data);
    while (command.find()) {
      float[] n = numbers(command.group(2));
      switch (command.group(1).charAt(0)) {
        case 'M' -> outline.moveTo(n[0], n[1]);
        case 'L' -> outline.lineTo(n[0], n[1]);
        case 'Q' -> outline.quadTo(n[0], n[1], n[2], n[3]);
        default -> outline.cubicTo(n[0], n[1], n[2], n[3], n[4], n[5]);
      }
    }
    return outline;
  }

  /** Numbers between commas and spaces. */
  static float[] numbers(String text) {
    String[] parts = text.strip().split("[ ,]+");
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }
}
