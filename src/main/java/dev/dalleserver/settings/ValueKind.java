package dev.dalleserver.settings;

import dev.dalleserver.net.IpNetwork;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The kind of value that a setting accepts.
 *
 * @param placeholder stands for the value in {@code --help}; empty for a switch
 * @param accepted completes "accepted: ..."
 * @param parser returns the value, or empty when the text is not accepted; never throws
 * @param shown whether a message may repeat a refused text
 * @param <T> the type of a parsed value
 */
record ValueKind<T>(
    String placeholder, String accepted, Function<String, Optional<T>> parser, boolean shown) {

  private static final Pattern MODEL = Pattern.compile("[!-~]{1,200}");

  Optional<T> parse(String text) {
    return parser.apply(text);
  }

  boolean isSwitch() {
    return placeholder.isEmpty();
  }

  static ValueKind<Boolean> onOff() {
    return new ValueKind<>("", "true or false", ValueKind::parseOnOff, true);
  }

  static ValueKind<Integer> number(int min, int max) {
    String accepted = "a whole number from " + min + " to " + max;
    return new ValueKind<>("n", accepted, text -> Numbers.parse(text, min, max), true);
  }

  static ValueKind<Duration> duration(Duration min, Duration max) {
    String accepted =
        "a duration such as 500ms, 30s, 5m, 1m30s or 1.5h, from "
            + Durations.format(min)
            + " to "
            + Durations.format(max);
    return new ValueKind<>("duration", accepted, text -> Durations.parse(text, min, max), true);
  }

  static ValueKind<Duration> millis(int min, int max) {
    return new ValueKind<>(
        "ms",
        "milliseconds, a whole number from " + min + " to " + max,
        text -> Numbers.parse(text, min, max).map(Duration::ofMillis),
        true);
  }

  static <E extends Enum<E>> ValueKind<E> oneOf(Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    String accepted = String.join(", ", constants.stream().map(ValueKind::lower).toList());
    return new ValueKind<>(
        "word",
        "one of " + accepted,
        text -> constants.stream().filter(c -> lower(c).equals(normalize(text))).findFirst(),
        true);
  }

  static ValueKind<String> word() {
    return new ValueKind<>(
        "name",
        "1 to 200 visible characters without spaces",
        text -> Optional.of(text.strip()).filter(name -> MODEL.matcher(name).matches()),
        true);
  }

  static ValueKind<Path> path() {
    return new ValueKind<>("path", "a path (~ is not expanded here)", ValueKind::parsePath, true);
  }

  /** Accepts a secret given directly; a refused one is not shown. */
  static ValueKind<Secret> secret() {
    return new ValueKind<>(
        "key", "visible characters only, no spaces or line breaks", Secret::of, false);
  }

  static ValueKind<String> host() {
    return new ValueKind<>("host", "a host name or IP address, without port", Hosts::parse, true);
  }

  static ValueKind<List<String>> hosts() {
    return new ValueKind<>(
        "hosts",
        "host names or IP addresses, without ports, separated by commas",
        Hosts::parseAll,
        true);
  }

  static ValueKind<URI> url() {
    // A refused URL may hold a password or a key, so it is not shown.
    return new ValueKind<>(
        "url", "an http or https URL without user, query or fragment", WebUrls::parse, false);
  }

  static ValueKind<URI> urlWithQuery() {
    return new ValueKind<>(
        "url", "an http or https URL without user or fragment", WebUrls::parseWithQuery, false);
  }

  static ValueKind<List<String>> origins() {
    return new ValueKind<>(
        "origin",
        "origins such as https://example.org, separated by commas, or *",
        WebUrls::parseOrigins,
        true);
  }

  static ValueKind<List<IpNetwork>> networks() {
    return new ValueKind<>(
        "ip",
        "IP addresses or ranges such as 10.0.0.0/8, separated by commas",
        IpNetwork::parseAll,
        true);
  }

  private static Optional<Boolean> parseOnOff(String text) {
    return switch (normalize(text)) {
      case "true", "1", "on", "yes" -> Optional.of(true);
      case "false", "0", "off", "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Path> parsePath(String text) {
    // Shells do not expand the tilde in --data-dir=~/pictures, and a folder named "~" is not what
    // the operator meant.
    if (text.isBlank() || text.equals("~") || text.startsWith("~/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String lower(Enum<?> constant) {
    return normalize(constant.name());
  }

  private static String normalize(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
