package dev.dalleserver.series;

import dev.dalleserver.text.FuzzyMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the filters of a series that no record of their database contains. */
final class FilterCheck {
  /** The most filters of one list that are named: to find what is meant costs a while. */
  private static final int MAX_NAMED = 5;

  /** The most characters of a cell that is compared with a filter. */
  private static final int MAX_WORD_LENGTH = 40;

  /** By this list an author, also of the original, says that nothing is to be drawn. */
  static final List<String> DELIBERATELY_NONE = List.of("none");

  private FilterCheck() {}

  /** Returns one text for each list of filters with such a filter. */
  static List<String> warnings(Series series, AttributeDatabases databases) {
    List<String> warnings = new ArrayList<>();
    for (String name : AttributeDatabases.NAMES) {
      List<String> filters = series.filters(name);
      if (!filters.isEmpty() && !filters.equals(DELIBERATELY_NONE)) {
        AttributeDatabase database = databases.get(name);
        List<String> idle =
            filters.stream()
                .filter(filter -> database.records().stream().noneMatch(r -> r.contains(filter)))
                .toList();
        if (!idle.isEmpty()) {
          warnings.add(describe(database, idle, idle.size() == filters.size()));
        }
      }
    }
    return warnings;
  }

  private static String describe(AttributeDatabase database, List<String> idle, boolean all) {
    Set<String> words = words(database);
    List<String> named = new ArrayList<>();
    for (String filter : idle.subList(0, Math.min(MAX_NAMED, idle.size()))) {
      Optional<String> nearest = FuzzyMatch.findClosest(word(filter), words);
      named.add(
          quote(filter) + nearest.map(word -> " (did you mean " + quote(word) + "?)").orElse(""));
    }
    String more = idle.size() > MAX_NAMED ? " and " + (idle.size() - MAX_NAMED) + " more" : "";
    return database.name()
        + (all ? " lets nothing through: " : " has filters without effect: ")
        + "no record contains "
        + String.join(", ", named)
        + more;
  }

  private static Set<String> words(AttributeDatabase database) {
    Set<String> words = new TreeSet<>();
    for (List<String> cells : database.rows()) {
      for (String cell : cells) {
        if (cell.length() >= 2 && cell.length() <= MAX_WORD_LENGTH) {
          words.add(cell);
          // A filter is a part of a record: of "mountain zebra", "zebra" may be meant.
          words.addAll(List.of(cell.split(" ", -1)));
        }
      }
    }
    return words;
  }

  /** Returns a filter without the commas that bind it to one column. */
  private static String word(String filter) {
    return filter.replaceAll("^[,\\s]+|(?<![,\\s])[,\\s]++$", "").toLowerCase(Locale.ROOT);
  }

  private static String quote(String text) {
    return "'" + text + "'";
  }
}
