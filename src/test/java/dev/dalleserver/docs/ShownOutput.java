package dev.dalleserver.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The output that a page shows, compared with the real one except for values that differ from run
 * to run.
 */
record ShownOutput(List<String> lines) {
  private static final Pattern GAP = Pattern.compile("…|\\.\\.\\.");
  private static final String LEFT_OUT = "\u0000";

  /**
   * Patterns of values that differ each time, and their replacements for the comparison; in this
   * order.
   */
  private static final Map<Pattern, String> VOLATILE = new LinkedHashMap<>();

  static {
    VOLATILE.put(Pattern.compile("(\"request_id\" ?: ?)\"[^\"…]*\""), "$1\"<id>\"");
    VOLATILE.put(Pattern.compile("(?i)(X-Request-ID: )\\S+"), "$1<id>");
    VOLATILE.put(Pattern.compile("(?im)^(Date|Last-Modified|ETag): .*$"), "$1: <volatile>");
    VOLATILE.put(Pattern.compile("\\bgen_\\d{13}_[0-9a-z]{9}"), "<batch>");
    VOLATILE.put(
        Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"), "<time>");
    VOLATILE.put(Pattern.compile("\\b1\\d{18}\\b"), "<nanoseconds>");
    VOLATILE.put(Pattern.compile("\\b1\\d{15}\\b"), "<microseconds>");
    VOLATILE.put(Pattern.compile("\\b1\\d{12}\\b"), "<milliseconds>");
    VOLATILE.put(Pattern.compile("\\b1\\d{9}\\b"), "<seconds>");
    VOLATILE.put(
        Pattern.compile("\\bdalleserver \\d+\\.\\d+\\.\\d+[^\\s\"]*"), "dalleserver <version>");
    VOLATILE.put(Pattern.compile("(\"version\" ?: ?)\"[^\"]*\""), "$1\"<version>\"");
  }

  boolean fits(String output) {
    return pattern().matcher(comparable(output.lines().toList())).matches();
  }

  /** Whether a program that goes on has said this so far. */
  boolean begins(String output) {
    List<String> said = output.lines().toList();
    for (int end = 0; end <= said.size(); end++) {
      if (pattern().matcher(comparable(said.subList(0, end))).matches()) {
        return true;
      }
    }
    return false;
  }

  private Pattern pattern() {
    Pattern gap = isJson() ? Pattern.compile(" *(?:" + GAP + ") *") : GAP;
    String marked = gap.matcher(comparable(lines)).replaceAll(LEFT_OUT);
    String pattern =
        marked
            .lines()
            .map(line -> line.strip().equals(LEFT_OUT) ? "(?s:.*)" : quoted(line))
            .collect(Collectors.joining("\n"));
    // Where lines were left out there may have been none.
    return Pattern.compile(
        pattern.replace("(?s:.*)\n", "(?s:(?:.*\n)?)").replace("\n(?s:.*)", "(?s:(?:\n.*)?)"));
  }

  private static String quoted(String line) {
    return List.of(line.split(LEFT_OUT, -1)).stream()
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  private String comparable(List<String> text) {
    String joined =
        isJson()
            ? text.stream().map(String::strip).collect(Collectors.joining())
            : text.stream().map(String::stripTrailing).collect(Collectors.joining("\n"));
    for (Map.Entry<Pattern, String> rule : VOLATILE.entrySet()) {
      joined = rule.getKey().matcher(joined).replaceAll(rule.getValue());
    }
    return joined.stripTrailing();
  }

  private boolean isJson() {
    return !lines.isEmpty() && lines.get(0).startsWith("{");
  }
}
