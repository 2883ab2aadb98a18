package dev.dalleserver.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which column of a database holds what, found by the names in its header: this server's, and those
 * that the original's files have, as they spell them.
 *
 * @param version the index of the column of versions, -1 when there is none
 * @param word the index of the column of words
 * @param isKnown false when no column has a known name, so that the position decides
 */
record DatabaseColumns(int version, int word, boolean isKnown) {
  private static final String VERSION = "version";

  /** The names of the columns that describe a word. */
  private static final List<String> DESCRIPTIONS =
      List.of("description", "definition", "hex", "hexvalue");

  /** The names that a column of sensitive rows has. */
  private static final String SENSITIVE = "sensitive";

  private static final Map<String, List<String>> WORDS =
      Map.ofEntries(
          Map.entry("adverbs", List.of("adverb")),
          Map.entry("adjectives", List.of("adjective")),
          Map.entry("nouns", List.of("noun", "commonname")),
          Map.entry("emotions", List.of("emotion")),
          Map.entry("occupations", List.of("occupation")),
          Map.entry("actions", List.of("action")),
          Map.entry("artstyles", List.of("artstyle", "artisticstyle")),
          Map.entry("litstyles", List.of("litstyle", "literarystyle")),
          Map.entry("colors", List.of("color", "colour", "colorname")),
          Map.entry("viewpoints", List.of("viewpoint")),
          Map.entry("gazes", List.of("gaze")),
          Map.entry("compositions", List.of("composition")),
          Map.entry(
              "backstyles",
              List.of("backstyle", "backgroundstyle", "backgroundstlye", "background")));

  /** Names that stand for the word in any database. */
  private static final List<String> GENERAL = List.of("name", "word", "value");

  /** Finds the columns of a database by its header. */
  static DatabaseColumns of(String database, List<String> header) {
    List<String> names = header.stream().map(DatabaseColumns::normalize).toList();
    int version = names.indexOf(VERSION);
    int word = indexOf(names, WORDS.getOrDefault(database, List.of()));
    if (word < 0) {
      word = indexOf(names, GENERAL);
    }
    if (word >= 0) {
      return new DatabaseColumns(version, word, true);
    }
    // By position: the version is first, and then the word.
    int first = version >= 0 ? version : header.size() > 1 ? 0 : -1;
    return new DatabaseColumns(first, first == 0 ? 1 : 0, false);
  }

  /** Returns the index of the column that describes the word, or {@code byPosition}. */
  static int description(List<String> columns, int byPosition) {
    int index = indexOf(columns.stream().map(DatabaseColumns::normalize).toList(), DESCRIPTIONS);
    return index >= 0 ? index : byPosition;
  }

  /** Returns the index of the column that marks sensitive rows, or -1. */
  static int sensitive(List<String> columns) {
    return columns.stream().map(DatabaseColumns::normalize).toList().indexOf(SENSITIVE);
  }

  /** Returns true when a column has that name, in any spelling. */
  static boolean has(List<String> columns, String name) {
    return columns.stream().anyMatch(column -> normalize(column).equals(name));
  }

  /** Returns true when the version is first and the word follows, as in nearly all files. */
  boolean isUsualOrder() {
    return version == 0 && word == 1;
  }

  /** Returns the cells of a row without its version, the word first. */
  List<String> arrange(List<String> cells) {
    List<String> arranged = new ArrayList<>(cells.size());
    arranged.add(cells.get(word));
    for (int i = 0; i < cells.size(); i++) {
      if (i != version && i != word) {
        arranged.add(cells.get(i));
      }
    }
    return arranged;
  }

  private static int indexOf(List<String> names, List<String> wanted) {
    for (String name : wanted) {
      if (names.contains(name)) {
        return names.indexOf(name);
      }
    }
    return -1;
  }

  private static String normalize(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
  }
}
