package dev.dalleserver.series;

import dev.dalleserver.picture.SeriesName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A named set of filters. For each database it has a list of filters: a record may be drawn when it
 * contains any of them, or always when the list is empty.
 *
 * @param suffix the name of the series
 * @param purpose its purpose, one sentence
 * @param source where its definition comes from
 * @param colorLimit the maximum number of colours of a picture, 0 for any
 * @param version of the definition
 * @param modifiedAt when its file was last changed; the epoch for a built-in one
 */
public record Series(
    SeriesName suffix,
    String purpose,
    Source source,
    List<String> adverbs,
    List<String> adjectives,
    List<String> nouns,
    List<String> emotions,
    List<String> occupations,
    List<String> actions,
    List<String> artstyles,
    List<String> litstyles,
    List<String> colors,
    List<String> viewpoints,
    List<String> gazes,
    List<String> backstyles,
    List<String> compositions,
    int colorLimit,
    String version,
    Instant modifiedAt) {
  public Series {
    Objects.requireNonNull(suffix);
    adverbs = List.copyOf(adverbs);
    adjectives = List.copyOf(adjectives);
    nouns = List.copyOf(nouns);
    emotions = List.copyOf(emotions);
    occupations = List.copyOf(occupations);
    actions = List.copyOf(actions);
    artstyles = List.copyOf(artstyles);
    litstyles = List.copyOf(litstyles);
    colors = List.copyOf(colors);
    viewpoints = List.copyOf(viewpoints);
    gazes = List.copyOf(gazes);
    backstyles = List.copyOf(backstyles);
    compositions = List.copyOf(compositions);
  }

  /** Returns the filters for a database by its name. */
  public List<String> filters(String database) {
    return switch (database) {
      case "adverbs" -> adverbs;
      case "adjectives" -> adjectives;
      case "nouns" -> nouns;
      case "emotions" -> emotions;
      case "occupations" -> occupations;
      case "actions" -> actions;
      case "artstyles" -> artstyles;
      case "litstyles" -> litstyles;
      case "colors" -> colors;
      case "viewpoints" -> viewpoints;
      case "gazes" -> gazes;
      case "backstyles" -> backstyles;
      case "compositions" -> compositions;
      default -> throw new IllegalArgumentException("there is no database " + database);
    };
  }

  /** Returns true when both draw the same words, wherever they come from. */
  boolean drawsSameWordsAs(Series other) {
    return AttributeDatabases.NAMES.stream()
            .allMatch(database -> filters(database).equals(other.filters(database)))
        && purpose.equals(other.purpose)
        && colorLimit == other.colorLimit;
  }
}
