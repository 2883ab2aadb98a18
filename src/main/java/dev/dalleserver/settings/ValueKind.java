package dev.dalleserver.settings;

import dev.dalleserver.net.HostPattern;
import dev.dalleserver.net.IpNetwork;
import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.net.ProxyServer;
import dev.dalleserver.pricing.Money;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
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

  private static final String WEB_URL = "an http or https URL";
  private static final Pattern MODEL = Pattern.compile("[!-~]{1,200}");
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

  Optional<T> parse(String text) {
    return parser.apply(text);
  }

  /** Returns what a message says of a refused text: itself, unless it may hold a secret. */
  String described(String text) {
    if (shown) {
      return QuotedValue.of(text);
    }
    return accepted.startsWith(WEB_URL) ? WebUrls.fault(text) : "a value that is not shown here";
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

  /** Accepts an amount of money in plain digits. */
  static ValueKind<Money> money() {
    return new ValueKind<>(
        "amount",
        "an amount from 0 to 999999999 with at most 12 decimals, such as 2.50",
        text -> Money.parse(text.strip()),
        true);
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

  /** Accepts a size in pixels, and two words that stand for one. */
  static ValueKind<String> imageSize() {
    return new ValueKind<>(
        "size",
        "a width and a height from 16 to 16384 such as 1024x1024, or auto, or none",
        ValueKind::parseImageSize,
        true);
  }

  static ValueKind<Path> path() {
    return new ValueKind<>("path", "a path (~ is not expanded here)", ValueKind::parsePath, true);
  }

  /** Accepts a key given directly; a refused one is not shown. */
  static ValueKind<Secret> apiKey() {
    return new ValueKind<>(
        "key",
        "visible characters only, no spaces or line breaks; none for a server without keys",
        ApiKeyText::parse,
        false);
  }

  /** Accepts a proxy; a refused one may hold a password and is not shown. */
  static ValueKind<ProxyServer> proxy() {
    return new ValueKind<>(
        "url",
        "[http://][user:password@]host[:port] or socks5://host[:port]",
        text -> ProxyServer.parse(ApiKeyText.cleanUrl(text)),
        false);
  }

  static ValueKind<ProxyExceptions> proxyExceptions() {
    return new ValueKind<>(
        "hosts",
        "* or names, IP addresses and ranges, each with its port if wanted, separated by commas",
        ProxyExceptions::parse,
        true);
  }

  static ValueKind<List<HostPattern>> hostsAndPorts() {
    return new ValueKind<>(
        "hosts",
        "host names or IP addresses, each with its port if wanted, separated by commas",
        HostPattern::parseAll,
        true);
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

  static ValueKind<URI> baseUrl() {
    // A refused URL may hold a password or a key, so it is not shown.
    return new ValueKind<>(
        "url",
        WEB_URL + " without user or fragment, and no query but Azure's api-version",
        BaseUrls::parse,
        false);
  }

  static ValueKind<URI> url() {
    return new ValueKind<>(
        "url",
        WEB_URL + " without user, query or fragment",
        text -> BaseUrls.parse(text).filter(url -> url.getRawQuery() == null),
        false);
  }

  static ValueKind<URI> urlWithQuery() {
    return new ValueKind<>(
        "url", WEB_URL + " without user or fragment", WebUrls::parseWithQuery, false);
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

  /** Accepts a path in front of all paths; a slash at its end is removed. */
  static ValueKind<String> basePath() {
    return new ValueKind<>(
        "path",
        "a path such as /dalle-app, of letters, digits and ._~-",
        WebUrls::parseBasePath,
        true);
  }

  /** Accepts the base of links; a slash at its end is removed. */
  static ValueKind<URI> publicUrl() {
    return new ValueKind<>(
        "url",
        WEB_URL + " without user, query or fragment, its path as in --base-path",
        WebUrls::parsePublicUrl,
        false);
  }

  private static Optional<Boolean> parseOnOff(String text) {
    return switch (normalize(text)) {
      case "true", "1", "on", "yes" -> Optional.of(true);
      case "false", "0", "off", "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<String> parseImageSize(String text) {
    String size = normalize(text).replace('×', 'x').replace('*', 'x');
    if (size.equals("auto") || size.equals("none")) {
      return Optional.of(size);
    }
    Matcher sides = SIZE.matcher(size);
    return sides.matches() && isSide(sides.group(1)) && isSide(sides.group(2))
        ? Optional.of(size)
        : Optional.empty();
  }

  private static boolean isSide(String text) {
    return Numbers.parse(text, 16, 16_384).isPresent();
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
