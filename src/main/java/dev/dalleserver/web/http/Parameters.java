package dev.dalleserver.web.http;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads and validates the query parameters and path segments of requests. */
public final class Parameters {
  public static final Duration MAX_WAIT = Duration.ofSeconds(60);

  /** The longest time that an answer is held: proxies usually give up after 60 s. */
  private static final Duration MAX_HELD = Duration.ofSeconds(55);

  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 200;
  private static final int MAX_SEARCH_LENGTH = 200;

  private Parameters() {}

  /**
   * Reads a switch: {@code 1}, {@code true} and the bare name are on; {@code 0}, {@code false}, the
   * empty value and absence are off.
   *
   * @throws ApiError for any other value
   */
  public static boolean flag(Context ctx, String name) {
    String value = ctx.queryParam(name);
    if (value == null) {
      return false;
    }
    return switch (value) {
      case "1", "true" -> true;
      case "" -> isBare(ctx, name);
      case "0", "false" -> false;
      default -> throw invalid(name, value, "1, true, 0 or false");
    };
  }

  /**
   * Returns true for {@code ?name}, which clients of the original send; false for {@code ?name=}.
   */
  private static boolean isBare(Context ctx, String name) {
    String query = String.valueOf(ctx.req().getQueryString());
    return Arrays.asList(query.split("&")).contains(name);
  }

  /**
   * Reads how long the server holds the answer, at most {@link #MAX_HELD} of the {@link #MAX_WAIT}
   * that a client may name; zero when the parameter is absent.
   */
  public static Duration waitDuration(Context ctx) {
    String value = ctx.queryParam("wait");
    if (value == null || value.isEmpty()) {
      return Duration.ZERO;
    }
    if (!value.matches("[0-9]{1,2}") || Integer.parseInt(value) > MAX_WAIT.toSeconds()) {
      throw invalid("wait", value, "whole seconds from 0 to " + MAX_WAIT.toSeconds());
    }
    Duration wait = Duration.ofSeconds(Integer.parseInt(value));
    return wait.compareTo(MAX_HELD) > 0 ? MAX_HELD : wait;
  }

  /**
   * Reads an optional whole number.
   *
   * @throws ApiError when the value is not a whole number from {@code lowest} to {@code highest}
   */
  public static int number(Context ctx, String name, int defaultValue, int lowest, int highest) {
    Optional<String> value = text(ctx, name);
    if (value.isEmpty()) {
      return defaultValue;
    }
    String digits = value.get();
    if (digits.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= lowest && number <= highest) {
        return number;
      }
    }
    throw invalid(name, digits, "a whole number from " + lowest + " to " + highest);
  }

  /** Reads an optional parameter; a blank value counts as absent. */
  public static Optional<String> text(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isBlank());
  }

  /** Reads {@code limit}, the maximum number of entries in a page of a list. */
  public static int limit(Context ctx) {
    return number(ctx, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
  }

  /** Reads {@code q}, the text that entries of a list must match; empty when all are requested. */
  public static String search(Context ctx) {
    String text = text(ctx, "q").orElse("");
    if (text.length() > MAX_SEARCH_LENGTH) {
      throw invalid("q", text, "at most " + MAX_SEARCH_LENGTH + " characters");
    }
    return text;
  }

  /**
   * Returns true when the client requests {@code format=json} instead of the endpoint's default
   * format.
   *
   * @throws ApiError for any other format
   */
  public static boolean isJsonRequested(Context ctx) {
    String format = text(ctx, "format").orElse("");
    if (!format.isEmpty() && !format.equals("json")) {
      throw invalid("format", format, "json, or nothing");
    }
    return !format.isEmpty();
  }

  public static ApiError invalid(String name, String received, String accepted) {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        "the parameter " + name + " is not understood",
        "received '" + ErrorMapping.echo(received) + "'; expected " + accepted);
  }

  /**
   * Returns the segments of the path, each decoded separately, so that an encoded slash stays
   * within its segment and dot segments are not resolved.
   */
  public static List<String> segments(Context ctx) {
    String path = ctx.req().getRequestURI();
    return Arrays.stream(path.substring(1).split("/", -1)).map(Parameters::decode).toList();
  }

  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiError(
          ErrorCode.INVALID_REQUEST,
          "the path is not well encoded",
          "received '" + ErrorMapping.echo(segment) + "'");
    }
  }
}
