package dev.dalleserver.series;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.picture.SeriesName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks definitions of series without storing them, by the same rules as those that are. */
public final class DefinitionCheck {
  private static final String NOTHING_LEFT = " lets nothing through: ";

  /** The fields that a text of {@link SeriesValidator} or {@link FilterCheck} may begin with. */
  private static final List<String> FIELDS =
      Stream.concat(
              AttributeDatabases.NAMES.stream(),
              Stream.of("suffix", "purpose", "colorLimit", "version"))
          .toList();

  private final AttributeDatabases databases;

  public DefinitionCheck(AttributeDatabases databases) {
    this.databases = databases;
  }

  /**
   * A problem or a warning.
   *
   * @param field the member of the definition that it is about; empty for one that is no field
   */
  public record Remark(String field, String message) {
    private static Remark of(String message) {
      return new Remark(
          FIELDS.stream().filter(name -> message.startsWith(name + " ")).findFirst().orElse(""),
          message);
    }
  }

  /**
   * How many records of a database may be drawn.
   *
   * @param count how many there are
   * @param left how many of them the definition lets through
   */
  public record Left(String database, int count, int left) {}

  /**
   * What is found in a definition.
   *
   * @param problems for each of them the definition is refused
   * @param warnings what is most likely not as its author means it
   */
  public record Findings(List<Remark> problems, List<Remark> warnings, List<Left> words) {}

  /** Returns all that is to be said of a definition. */
  public Findings check(SeriesName name, JsonNode definition) {
    List<String> problems = SeriesValidator.problems(name, definition, databases);
    List<Remark> warnings = warnings(name, definition);
    Map<String, Remark> byField =
        warnings.stream().collect(Collectors.toMap(Remark::field, Function.identity()));
    List<Remark> all = new ArrayList<>();
    for (String problem : problems) {
      Remark remark = Remark.of(problem);
      // The text that names the nearest words says the same, and more.
      all.add(
          problem.contains(NOTHING_LEFT) ? byField.getOrDefault(remark.field(), remark) : remark);
    }
    return new Findings(
        all,
        warnings.stream().filter(warning -> !all.contains(warning)).toList(),
        left(definition));
  }

  /**
   * Makes a series of a definition.
   *
   * @throws InvalidDefinitionException with all problems
   */
  public Series parse(SeriesName name, JsonNode definition) {
    List<String> problems = SeriesValidator.problems(name, definition, databases);
    if (!problems.isEmpty()) {
      throw new InvalidDefinitionException(problems);
    }
    return series(name, definition);
  }

  private List<Remark> warnings(SeriesName name, JsonNode definition) {
    try {
      return FilterCheck.warnings(series(name, definition), databases).stream()
          .map(Remark::of)
          .toList();
    } catch (InvalidDefinitionException e) {
      // A list of another type, or longer than what should be compared with each record.
      return List.of();
    }
  }

  private static Series series(SeriesName name, JsonNode definition) {
    try {
      return SeriesFile.of(name, name.value(), definition, Source.USER, Instant.EPOCH);
    } catch (BrokenFileException e) {
      throw new InvalidDefinitionException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private List<Left> left(JsonNode definition) {
    List<Left> left = new ArrayList<>();
    for (String name : AttributeDatabases.NAMES) {
      AttributeDatabase database = databases.get(name);
      List<String> filters = new ArrayList<>();
      definition.path(name).forEach(filter -> filters.add(filter.asText()));
      boolean comparable =
          filters.size() <= FilterLimits.MAX_FILTERS
              && filters.stream()
                  .allMatch(
                      filter ->
                          !filter.isEmpty() && filter.length() <= FilterLimits.MAX_FILTER_LENGTH);
      int count = database.records().size();
      left.add(new Left(name, count, comparable ? database.select(filters).size() : 0));
    }
    return left;
  }
}
