package dev.dalleserver.bench;

import java.util.List;

/** One group of measurements. */
interface Chapter {
  /** What {@code --only} calls it. */
  String name();

  /** Measures; what it starts is over when it returns, or else ended with the workshop. */
  List<Row> measure(Workshop shop) throws Exception;
}
