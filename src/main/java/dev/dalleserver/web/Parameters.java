package dev.dalleserver.web;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What handlers read from a request, checked. */
final class Parameters {
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final int USUAL_LIMIT = 50;
  private static final int HIGHEST_LIMIT = 200;
  private static final int LONGEST_SEARCH = 200;

  private Parameters() {}

  /**
   * A switch: {@code 1} and {@code true} are on; {@code 0}, {@code false}, nothing and absence are
   * off.
   *
   * @throws ApiError for anything else
   */
  static boolean flag(Context ctx, String name) {
    String value = ctx.queryParam(name);
    if (value == null) {
      return false;
    }
    return switch (value) {
      case "1", "true" -> true;
      case "", "0", "false" -> false;
      default -> throw invalid(name, value, "1, true, 0 or false");
    };
  }

  /**
   * How long an answer may be held back, at most {@link #LONGEST_WAIT}; zero when not asked for.
   */
  static Duration waiting(Context ctx) {
    String value = ctx.queryParam("wait");
    if (value == null || value.isEmpty()) {
      return Duration.ZERO;
    }
    if (!value.matches("[0-9]{1,2}") || Integer.parseInt(value) > LONGEST_WAIT.toSeconds()) {
      throw invalid("wait", value, "whole seconds from 0 to " + LONGEST_WAIT.toSeconds());
    }
    return Duration.ofSeconds(Integer.parseInt(value));
  }

  /**
   * A whole number that may be left out.
   *
   * @throws ApiError for one that is too low or too high, and for anything else
   */
  static int number(Context ctx, String name, int usual, int lowest, int highest) {
    Optional<String> value = text(ctx, name);
    if (value.isEmpty()) {
      return usual;
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

  /** A parameter that may be left out. */
  static Optional<String> text(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).filter(value -> !value.isBlank());
  }

  /** How many entries a page of a list may have: {@code limit}. */
  static int limit(Context ctx) {
    return number(ctx, "limit", USUAL_LIMIT, 1, HIGHEST_LIMIT);
  }

  /** What the entries of a list should match: {@code q}; empty when all are wanted. */
  static String search(Context ctx) {
    String text = text(ctx, "q").orElse("");
    if (text.length() > LONGEST_SEARCH) {
      throw invalid("q", text, "at most " + LONGEST_SEARCH + " characters");
    }
    return text;
  }

  /**
   * Whether {@code format=json} was asked for, where people or other programs get something else.
   *
   * @throws ApiError for any other format
   */
  static boolean json(Context ctx) {
    String format = text(ctx, "format").orElse("");
    if (!format.isEmpty() && !format.equals("json")) {
      throw invalid("format", format, "json, or nothing");
    }
    return !format.isEmpty();
  }

  static ApiError invalid(String name, String received, String accepted) {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        "the parameter " + name + " is not understood",
        "received '" + ErrorMapping.echo(received) + "'; expected " + accepted);
  }

  /**
   * The segments of the path, each decoded by itself, so that an encoded slash stays within its
   * segment and nothing is resolved against anything.
   */
  static List<String> segments(Context ctx) {
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
