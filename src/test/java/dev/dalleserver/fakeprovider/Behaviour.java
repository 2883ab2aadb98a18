package dev.dalleserver.fakeprovider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param rate {@code N/SECONDSs}, such as {@code 5/60s}: so many requests in each such time are
 *     served, the others get 429; or empty for any number
 * @param hint how a 429 for the rate says when to come back: {@code retry-after}, {@code
 *     retry-after-ms}, {@code date}, {@code reset}, {@code epoch}, {@code words} or {@code none}
 * @param front who answers failed requests: empty for the provider itself; {@code html}, {@code
 *     text}, {@code json} or {@code nothing} for a gateway in front of it
 * @param only {@code chat}, {@code image} or {@code download}: faults hit nothing else; or empty
 * @param hang takes requests and never answers
 * @param urlMode pictures come as URLs on this server
 * @param sizeMb pads the encoded picture to so many megabytes; 0 for as it is
 * @param trickle sends one byte of the body every 100 ms
 * @param cut closes the connection in the middle of the body
 * @param body replaces the body of a success: {@code html}, {@code empty}, {@code no-data}, {@code
 *     text}, {@code broken-png}, {@code bomb}, {@code refusal}, {@code noise} for a picture of
 *     random pixels, {@code usage} for a good one with a revised prompt and usage, {@code
 *     file:PATH} for the picture in a file, or empty for a good one
 * @param quirks the switches {@code form}, {@code refuses}, {@code sizes}, {@code min-pixels} and
 *     {@code chat}
 * @param reach where it is and whom it serves
 * @param answer the form of the answer to an image call, of {@link AnswerForm}; or empty
 * @param picture the name of a file of {@code src/test/resources/pictures} that is sent as the
 *     picture, such as {@code lossy.webp}, or a kind of {@link FakePicture#of}; or empty
 * @param stream the pause between the events of a stream, for requests that ask for one; empty for
 *     a server that ignores such wishes
 */
record Behaviour(
    Duration latency,
    double failRate,
    int status,
    String code,
    String message,
    String retryAfter,
    String rate,
    String hint,
    String front,
    String only,
    boolean hang,
    boolean urlMode,
    long sizeMb,
    boolean trickle,
    boolean cut,
    String body,
    Quirks quirks,
    Reach reach,
    String answer,
    String picture,
    String stream) {
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
    values.put("rate", "");
    values.put("hint", "retry-after");
    values.put("front", "");
    values.put("only", "");
    values.put("hang", "false");
    values.put("url-mode", "false");
    values.put("size-mb", "0");
    values.put("trickle", "false");
    values.put("cut", "false");
    values.put("body", "");
    Quirks.NAMES.forEach(name -> values.put(name, ""));
    values.put("min-pixels", "0");
    values.put("key", "");
    values.put("redirect", "0");
    values.put("redirect-to", "");
    values.put("image-host", "");
    values.put("answer", "");
    values.put("picture", "");
    values.put("stream", "");
    return values;
  }

  static List<String> names() {
    return Stream.concat(Stream.of("as"), DEFAULTS.keySet().stream()).toList();
  }

  /** True for switches that need no value on the command line. */
  static boolean isSwitch(String name) {
    return SWITCHES.contains(name);
  }

  /**
   * The defaults, changed: first by the scenario that {@code as} names, then one by one.
   *
   * @throws IllegalArgumentException for an unknown name or a bad value
   */
  static Behaviour of(Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
    Map<String, String> changes = new LinkedHashMap<>(Scenarios.of(given.getOrDefault("as", "")));
    changes.putAll(given);
    changes.remove("as");
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
        values.get("rate"),
        values.get("hint"),
        values.get("front"),
        values.get("only"),
        flag(values.get("hang")),
        flag(values.get("url-mode")),
        Long.parseLong(values.get("size-mb")),
        flag(values.get("trickle")),
        flag(values.get("cut")),
        values.get("body"),
        Quirks.of(values),
        new Reach(
            values.get("key"),
            Integer.parseInt(values.get("redirect")),
            values.get("redirect-to"),
            values.get("image-host")),
        values.get("answer"),
        values.get("picture"),
        values.get("stream"));
  }

  /**
   * Where it is and whom it serves.
   *
   * @param key if not empty, calls and downloads without this key get 401: {@code Authorization:
   *     Bearer KEY} or {@code api-key: KEY}
   * @param redirect a status that calls to {@code /v1} are redirected with; 0 for none
   * @param redirectTo the origin that they are redirected to; empty for another path of this server
   * @param imageHost the host in URLs of pictures, if not the fake's own; its port is kept
   */
  record Reach(String key, int redirect, String redirectTo, String imageHost) {}

  boolean concerns(String operation) {
    return only.isEmpty() || only.equals(operation);
  }

  /**
   * @param chance from 0 to below 1
   */
  boolean fails(double chance) {
    return failRate > 0 ? chance < failRate : quirks.failsAlways(status);
  }

  /** Of a failed request; a fail rate alone means 500. */
  int failureStatus() {
    return status == 200 && quirks.form().isEmpty() ? 500 : status;
  }

  private static boolean flag(String text) {
    return Set.of("true", "1", "").contains(text);
  }

  static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
