package dev.dalleserver.fakeprovider;

import com.sun.net.httpserver.Headers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The fixed windows in which a provider counts requests: each begins when the last has ended. */
final class RateWindow {
  // Guarded by this.
  private long begun;
  private int served;

  /** How long the caller has to wait; zero when the request is served. */
  synchronized Duration take(String rate) {
    String[] sides = rate.split("/", 2);
    long length = Behaviour.duration(sides[1]).toNanos();
    long now = System.nanoTime();
    if (served == 0 || now - begun >= length) {
      begun = now;
      served = 0;
    }
    if (served < Integer.parseInt(sides[0])) {
      served++;
      return Duration.ZERO;
    }
    return Duration.ofNanos(begun + length - now);
  }

  /** Adds the header that says how long to wait; returns the message. */
  static String say(String hint, Duration wait, Headers headers) {
    String seconds = "" + (wait.toMillis() + 999) / 1000;
    Instant then = Instant.now().plus(wait);
    switch (hint) {
      case "retry-after" -> headers.set("Retry-After", seconds);
      case "retry-after-ms" -> headers.set("retry-after-ms", "" + (wait.toMillis() + 1));
      case "date" ->
          headers.set(
              "Retry-After",
              DateTimeFormatter.RFC_1123_DATE_TIME
                  .withLocale(Locale.ROOT)
                  .format(then.plusSeconds(1).atOffset(ZoneOffset.UTC)));
      case "reset" -> {
        headers.set("x-ratelimit-remaining-requests", "0");
        headers.set("x-ratelimit-reset-requests", "0m" + wait.toMillis() / 1000.0 + "s");
        headers.set("x-ratelimit-remaining-tokens", "9000");
        headers.set("x-ratelimit-reset-tokens", "6m0s");
      }
      case "epoch" -> headers.set("X-RateLimit-Reset", "" + (then.getEpochSecond() + 1));
      case "words" -> {
        return String.format(
            Locale.ROOT,
            "Rate limit reached for gpt-image-2 on images per min: Limit 5, Used 5, Requested 1."
                + " Please try again in %.1fs. Visit https://provider.example/limits.",
            wait.toMillis() / 1000.0 + 0.1);
      }
      default -> {}
    }
    return "too many requests";
  }
}
