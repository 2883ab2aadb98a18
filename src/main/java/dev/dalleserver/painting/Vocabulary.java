package dev.dalleserver.painting;

import java.util.List;

/** The words that the painter looks for in free prompts. */
@FunctionalInterface
public interface Vocabulary {
  /**
   * Returns the records of a database, as columns joined by commas, in the order of the database.
   *
   * @return empty for an unknown database
   */
  List<String> records(String database);

  /** Returns a vocabulary without words: free prompts are then painted from their hash alone. */
  static Vocabulary empty() {
    return database -> List.of();
  }
}
