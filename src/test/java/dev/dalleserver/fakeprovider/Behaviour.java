package dev.dalleserver.fakeprovider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How the fake answers by default. The switches have the same names on the command line ({@code
 * --latency 2s}) and at the control endpoint ({@code ?latency=2s}).
 *
 * @param latency waits this long before every answer
 * @param failRate share of requests that get {@link #status}, 0 to 1
 * @param status of failed requests; with a fail rate of 0, of all, unless it is 200
 * @param code the error's code in the body
 * @param message the error's message in the body
 * @param retryAfter the header of failed requests, or empty
 * @param only {@code chat}, {@code image} or {@code download}: faults hit nothing else; or empty
 * @param hang takes requests and never answers
 * @param urlMode pictures come as URLs on this server
 * @param sizeMb pads the encoded picture to so many megabytes; 0 for as it is
 * @param trickle sends one byte of the body every 100 ms
 * @param cut closes the connection in the middle of the body
 * @param body replaces the body of a success: {@code html}, {@code empty}, {@code no-data}, {@code
 *     text}, {@code broken-png}, {@code bomb}, {@code refusal}, {@code noise} for a picture of
 *     random pixels, {@code usage} for a good one with a revised prompt and usage, {@code file:PATH}
 *     for the picture in a file, or empty for a good one
 */
record Behaviour(
    Duration latency,
    double failRate,
    int status,
    String code,
    String message,
    String retryAfter,
    String only,
    boolean hang,
    boolean urlMode,
    long sizeMb,
    boolean trickle,
    boolean cut,
    String body) {
  private static final Map<String, String> DEFAULTS = defaults();
  private static final Set<String> SWITCHES = Set.of("hang", "url-mode", "trickle", "cut");

  private static Map<String, String> defaults() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("latency", "0s");
    values.put("fail-rate", "0");
    values.put("status", "200");
    values.put("code", "");
    values.put("message", "the fake provider was told to fail");
    values.put("retry-after", "");
    values.put("only", "");
    values.put("hang", "false");
    values.put("url-mode", "false");
    values.put("size-mb", "0");
    values.put("trickle", "false");
    values.put("cut", "false");
    values.put("body", "");
    return values;
  }

  static List<String> names() {
    return List.copyOf(DEFAULTS.keySet());
  }

  /** True for switches that need no value on the command line. */
  static boolean isSwitch(String name) {
    return SWITCHES.contains(name);
  }

  /**
   * The defaults, changed.
   *
   * @throws IllegalArgumentException for an unknown name or a bad value
   */
  static Behaviour of(Map<String, String> changes) {
    Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
    changes.forEach(
        (name, value) -> {
          if (values.replace(name, value) == null) {
            throw new IllegalArgumentException(
                "no switch " + name + "; there are " + DEFAULTS.keySet());
          }
        });
    return new Behaviour(
        duration(values.get("latency")),
        Double.parseDouble(values.get("fail-rate")),
        Integer.parseInt(values.get("status")),
        values.get("code"),
        values.get("message"),
        values.get("retry-after"),
        values.get("only"),
        flag(values.get("hang")),
        flag(values.get("url-mode")),
        Long.parseLong(values.get("size-mb")),
        flag(values.get("trickle")),
        flag(values.get("cut")),
        values.get("body"));
  }

  boolean concerns(String operation) {
    return only.isEmpty() || only.equals(operation);
  }

  /**
   * @param chance from 0 to below 1
   */
  boolean fails(double chance) {
    return failRate > 0 ? chance < failRate : status != 200;
  }

  /** Of a failed request; a fail rate alone means 500. */
  int failureStatus() {
    return status == 200 ? 500 : status;
  }

  private static boolean flag(String text) {
    return Set.of("true", "1", "").contains(text);
  }

  private static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
