package dev.dalleserver;

import io.javalin.http.HandlerType;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Locale;

/**
 * Speeds up the start: sets defaults that libraries would look up slowly, and preloads on a second
 * processor what the first will need. Only the time to the first answer depends on it.
 */
final class StartupWarmUp {
  private StartupWarmUp() {}

  /** Begins the warm-up. Must be called before any library is used. */
  static void begin() {
    // Jetty asks the JVM through its management interface, which first reads the settings of the
    // flight recorder. This is the result it would get: 64 bytes a line, 4 a reference in heaps
    // below 32 GB.
    setDefault("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    // Names the provider in the jar, without a search for others and a line that reports it.
    setDefault("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    setDefault("slf4j.internal.verbosity", "WARN");
    Thread thread = new Thread(StartupWarmUp::preload, "quick-start");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sets a system property unless the operator has set it. */
  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Loads what takes long, in the order in which it will be needed: the JDK's powers of ten, which
   * Jackson calculates with; the methods of the records that the router's table is hashed by,
   * generated at their first call; the table of locales, which Jetty's media types use. Uses only
   * the JDK's own classes and one that refers to no others: libraries whose classes refer to each
   * other could deadlock when two threads initialize them at the same time.
   */
  private static void preload() {
    var methods = new HashSet<>(HandlerType.values());
    var unused = methods.contains(HandlerType.GET) ? BigDecimal.ZERO : BigDecimal.TEN;
    Locale.getAvailableLocales();
  }
}
