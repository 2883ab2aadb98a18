package dev.dalleserver.bench;

import java.util.List;

/** One group of measurements. */
interface Chapter {
  /** Its name for {@code --only}. */
  String name();

  /**
   * Measures; processes that it starts have ended when it returns, or are ended with the workshop.
   */
  List<Row> measure(Workshop shop) throws Exception;
}
