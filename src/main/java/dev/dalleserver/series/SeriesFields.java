package dev.dalleserver.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dalleserver.text.FuzzyMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names of the fields of a series in a file. The case of a name does not matter, as in the
 * original. A name that is none, but nearly one, is most likely a typing error.
 */
final class SeriesFields {
  /** The fields that are no lists of filters. */
  private static final List<String> OTHERS = List.of("suffix", "purpose", "colorLimit", "version");

  /** Fields that other programs and the server itself add, and that have no effect. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "source", "modifiedat", "last", "deleted", "description", "comment", "name", "$schema");

  private static final List<String> ALL =
      Stream.concat(AttributeDatabases.NAMES.stream(), OTHERS.stream()).toList();

  private static final int MAX_ECHO_LENGTH = 60;

  private SeriesFields() {}

  /** Returns the value of a field, whatever case its name is in; a missing node for none. */
  static JsonNode find(JsonNode root, String name) {
    if (root.has(name)) {
      return root.path(name);
    }
    return root.properties().stream()
        .filter(member -> member.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .reduce((first, last) -> last)
        .orElse(MissingNode.getInstance());
  }

  /** Returns one text for each field that has no effect, with the nearest name that has one. */
  static List<String> unknown(JsonNode root) {
    List<String> unknown = new ArrayList<>();
    root.fieldNames()
        .forEachRemaining(
            name -> {
              if (!isKnown(name)) {
                unknown.add(describe(name));
              }
            });
    return unknown;
  }

  /**
   * Returns the text for a field whose filters would be lost by a typing error in its name, so that
   * the series would let words through that its author has excluded; empty when there is none.
   */
  static Optional<String> findMisspeltFilter(JsonNode root) {
    return root.properties().stream()
        .filter(member -> !isKnown(member.getKey()))
        .filter(member -> isFilter(member.getValue()))
        .filter(member -> isTypingError(member.getKey()))
        .map(member -> describe(member.getKey()))
        .findFirst();
  }

  /** Describes a name that is no field of a series, with the nearest one that is. */
  static String describe(String name) {
    String shown =
        name.length() <= MAX_ECHO_LENGTH ? name : name.substring(0, MAX_ECHO_LENGTH) + "...";
    return shown
        + " is not a field of a series"
        + nearest(name).map(field -> "; did you mean " + field + "?").orElse("");
  }

  private static boolean isKnown(String name) {
    return WITHOUT_EFFECT.contains(name.toLowerCase(Locale.ROOT))
        || ALL.stream().anyMatch(name::equalsIgnoreCase);
  }

  private static Optional<String> nearest(String name) {
    String plain = plain(name);
    return ALL.stream()
        .filter(field -> plain(field).equals(plain))
        .findFirst()
        .or(() -> FuzzyMatch.findClosest(name.toLowerCase(Locale.ROOT), ALL));
  }

  private static boolean isFilter(JsonNode value) {
    return value.isTextual() ? !value.textValue().isEmpty() : value.isArray() && !value.isEmpty();
  }

  /** Returns true for a name that differs from a list's by one letter, its number or its signs. */
  private static boolean isTypingError(String name) {
    return AttributeDatabases.NAMES.stream()
        .anyMatch(list -> FuzzyMatch.isTypingError(plain(name), plain(list)));
  }

  /** Returns a name without its case, its number, its signs and its British spelling. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("[ _.-]", "")
        .replace("colour", "color")
        .replaceFirst("(filters?|list)$", "")
        .replaceFirst("s$", "");
  }
}
