package dev.dalleserver.series;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The source of a series or a database. */
public enum Source {
  /** Packed into the jar. */
  BUILTIN,
  /** From the data directory. */
  USER;

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
