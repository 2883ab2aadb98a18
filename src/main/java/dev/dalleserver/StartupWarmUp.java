package dev.dalleserver;

import io.javalin.http.HandlerType;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Locale;

/**
 * Saves a start what libraries look up at great length, and lets a second processor begin with what
 * the first will need. Nothing depends on it but the time to the first answer.
 */
final class StartupWarmUp {
  private StartupWarmUp() {}

  /** To be called before any library is used. */
  static void begin() {
    // Jetty asks the JVM by way of its management, which reads the flight recorder's settings
    // first. This is what it would learn: 64 bytes a line, 4 a reference in heaps below 32 GB.
    answer("org.eclipse.jetty.util.referencesPerCacheLine", "16");
    // The one in the jar, without looking for others, and without a line that says so.
    answer("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
    answer("slf4j.internal.verbosity", "WARN");
    Thread thread = new Thread(StartupWarmUp::lookAhead, "quick-start");
    thread.setDaemon(true);
    thread.start();
  }

  /** The operator's own answer wins. */
  private static void answer(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * What takes long, in the order in which it will be needed: the JDK's powers of ten, which
   * Jackson counts with; the methods of the records that the router's table is hashed by, made at
   * their first call; the table of locales, which Jetty's media types go through. Only the JDK's
   * own classes here, and one that knows no others: libraries whose classes refer to each other
   * could wait for each other for ever when two threads use them for the first time.
   */
  private static void lookAhead() {
    var methods = new HashSet<>(HandlerType.values());
    var unused = methods.contains(HandlerType.GET) ? BigDecimal.ZERO : BigDecimal.TEN;
    Locale.getAvailableLocales();
  }
}
