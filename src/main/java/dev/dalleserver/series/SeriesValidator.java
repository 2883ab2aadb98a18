package dev.dalleserver.series;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.picture.SeriesName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds all problems of the definition of a series, so that its author can correct them at once.
 * Stricter than reading from files: an unknown member is a problem and not ignored.
 */
final class SeriesValidator {
  private static final int MAX_ECHO_LENGTH = 60;

  /**
   * Members that the server adds to an answer; accepted, so that a client can modify an answer and
   * send it back.
   */
  private static final Set<String> SERVER_MEMBERS = Set.of("source", "modifiedAt");

  private final SeriesName name;
  private final AttributeDatabases databases;
  private final List<String> problems = new ArrayList<>();

  private SeriesValidator(SeriesName name, AttributeDatabases databases) {
    this.name = name;
    this.databases = databases;
  }

  /**
   * Returns one text for each problem, beginning with the member's name; empty when the definition
   * can be used.
   */
  static List<String> problems(SeriesName name, JsonNode root, AttributeDatabases databases) {
    SeriesValidator validator = new SeriesValidator(name, databases);
    root.properties().forEach(member -> validator.checkMember(member.getKey(), member.getValue()));
    return validator.problems;
  }

  private void checkMember(String member, JsonNode value) {
    if (AttributeDatabases.NAMES.contains(member)) {
      checkFilters(member, value);
    } else if (member.equals("suffix")) {
      expect(member, value, "\"" + name + "\" as in the path", isEqual(value, name.value()));
    } else if (member.equals("purpose") || member.equals("version")) {
      expect(member, value, "a string", isText(value));
    } else if (member.equals("colorLimit")) {
      expect(member, value, "a whole number from 0", value.isInt() && value.intValue() >= 0);
    } else if (SERVER_MEMBERS.contains(member)) {
      expect(member, value, "a string, which has no effect", isText(value));
    } else {
      problems.add(SeriesFields.describe(member));
    }
  }

  private void checkFilters(String database, JsonNode value) {
    boolean list = value.isArray();
    List<String> filters = new ArrayList<>();
    for (JsonNode filter : value) {
      list = list && isText(filter) && !filter.textValue().isEmpty();
      filters.add(filter.asText());
    }
    expect(database, value, "a list of strings that are not empty", list);
    // Checked before the filters are applied: applying too many is what the limits prevent.
    boolean countAllowed = value.size() <= FilterLimits.MAX_FILTERS;
    boolean lengthAllowed =
        filters.stream().allMatch(filter -> filter.length() <= FilterLimits.MAX_FILTER_LENGTH);
    if (!countAllowed) {
      problems.add(
          database
              + " has "
              + value.size()
              + " filters; at most "
              + FilterLimits.MAX_FILTERS
              + " are taken");
    }
    if (!lengthAllowed) {
      problems.add(
          database
              + " has a filter of more than "
              + FilterLimits.MAX_FILTER_LENGTH
              + " characters");
    }
    if (list
        && countAllowed
        && lengthAllowed
        && !filters.equals(FilterCheck.DELIBERATELY_NONE)
        && databases.get(database).select(filters).isEmpty()) {
      problems.add(database + " lets nothing through: no record contains any of " + shorten(value));
    }
  }

  private void expect(String member, JsonNode value, String expected, boolean valid) {
    if (!valid) {
      problems.add(member + " must be " + expected + ", not " + shorten(value));
    }
  }

  private static boolean isEqual(JsonNode value, String expected) {
    return value.isTextual() && value.textValue().equalsIgnoreCase(expected);
  }

  /** Returns true for a string without unpaired surrogates, which cannot be stored. */
  private static boolean isText(JsonNode value) {
    return value.isTextual()
        && value
            .textValue()
            .codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static String shorten(Object received) {
    String text = received.toString();
    return text.length() <= MAX_ECHO_LENGTH ? text : text.substring(0, MAX_ECHO_LENGTH) + "...";
  }
}
