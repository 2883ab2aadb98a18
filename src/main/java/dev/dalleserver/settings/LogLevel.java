package dev.dalleserver.settings;

import java.util.Locale;

/** The least severe messages that are logged. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR;

  /** Returns the level's name as slf4j-simple spells it, for example {@code info}. */
  public String slf4jName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
