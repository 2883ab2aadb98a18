package dev.dalleserver.painting;

import java.util.List;
import java.util.Map;

/**
 * The words that free prompts are searched for.
 *
 * @param databases records of each database by its name, as columns joined by commas, in the order
 *     of the database
 */
public record Vocabulary(Map<String, List<String>> databases) {
  public Vocabulary {
    databases = Map.copyOf(databases);
  }

  /** Knows no word: free prompts are painted from their hash alone. */
  public static Vocabulary empty() {
    return new Vocabulary(Map.of());
  }

  List<String> records(String database) {
    return databases.getOrDefault(database, List.of());
  }
}
