package dev.dalleserver.painting.scene;

import dev.dalleserver.painting.canvas.SeededRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The words of a picture, each with the columns that its database gives it. Databases may lack
 * columns and attributes may be {@code none}: missing values are derived from the word itself, the
 * same way every time.
 */
public final class Records {
  private final Map<WordName, String> values;

  /**
   * @param values records as columns joined by commas; a name that is missing counts as no word
   */
  public Records(Map<WordName, String> values) {
    this.values = new EnumMap<>(WordName.class);
    this.values.putAll(values);
  }

  /** The record as it came, or an empty string. */
  public String value(WordName name) {
    return Objects.requireNonNullElse(values.get(name), "");
  }

  /** The record's first column. */
  public String word(WordName name) {
    return columns(name).get(0).strip();
  }

  /**
   * The constant that one of the further columns names, else the one that the word's hash gives.
   */
  public <E extends Enum<E>> E choose(WordName name, Class<E> type) {
    List<String> columns = columns(name);
    E[] constants = type.getEnumConstants();
    for (String column : columns.subList(1, columns.size())) {
      for (E constant : constants) {
        if (constant.name().equalsIgnoreCase(column.strip())) {
          return constant;
        }
      }
    }
    String key = type.getSimpleName() + ':' + columns.get(0).toLowerCase(Locale.ROOT);
    return constants[new SeededRandom(SeededRandom.hash(key)).below(constants.length)];
  }

  private List<String> columns(WordName name) {
    return List.of(value(name).split(",", -1));
  }
}
