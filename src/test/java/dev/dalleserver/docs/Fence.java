package dev.dalleserver.docs;

import java.util.List;
import java.util.Set;

/**
 * A fenced block of a page.
 *
 * @param line where its contents begin, from 1
 * @param language the word after the opening fence
 * @param before the last line of text before it, or nothing
 */
record Fence(int line, String language, List<String> lines, String before) {
  private static final Set<String> SHELL = Set.of("console", "sh");
  private static final String FILE = ".*`([A-Za-z0-9._-]+)`:";
  private static final String RUN_BY = "<!-- run by ([A-Za-z0-9]+) -->";

  Fence {
    lines = List.copyOf(lines);
  }

  /** Whether its lines are commands for the page's shell. */
  boolean isCommands() {
    return SHELL.contains(language) && !isFile() && runBy().isEmpty();
  }

  boolean isFile() {
    return before.matches(FILE);
  }

  String fileName() {
    return before.replaceFirst(FILE, "$1");
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** The test class that runs it in the page's stead, or nothing. */
  String runBy() {
    return before.matches(RUN_BY) ? before.replaceFirst(RUN_BY, "$1") : "";
  }
}
