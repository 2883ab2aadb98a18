package dev.dalleserver.painting;

import java.util.List;

/** The words that free prompts are searched for. */
@FunctionalInterface
public interface Vocabulary {
  /**
   * The records of a database, as columns joined by commas, in the order of the database.
   *
   * @return empty for a database that is not known
   */
  List<String> records(String database);

  /** Knows no word: free prompts are painted from their hash alone. */
  static Vocabulary empty() {
    return database -> List.of();
  }
}
