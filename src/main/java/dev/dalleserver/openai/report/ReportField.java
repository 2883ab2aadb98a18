package dev.dalleserver.openai.report;

import java.util.List;
import java.util.Locale;

/**
 * One value in an answer, and where it stands.
 *
 * @param path the names of the members around it, outermost first; arrays have none
 * @param text the value
 * @param object the number of the object that holds it; values of one object share it
 */
record ReportField(List<String> path, String text, int object) {
  /** Returns a name as it is compared: small letters and digits only. */
  static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  /** Returns the plain name of the innermost member; empty for text without one. */
  String key() {
    return path.isEmpty() ? "" : plain(path.get(path.size() - 1));
  }

  /** Returns the plain names of the members around the innermost one. */
  List<String> ancestors() {
    return path.isEmpty()
        ? List.of()
        : path.subList(0, path.size() - 1).stream().map(ReportField::plain).toList();
  }
}
