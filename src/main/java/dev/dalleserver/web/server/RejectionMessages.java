package dev.dalleserver.web.server;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.jspecify.annotations.Nullable;

/**
 * The error messages for requests that are refused before they reach a handler of this server. The
 * messages repeat nothing of what the client sent, since it has not been validated yet.
 */
final class RejectionMessages {
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** The form of the parser's own reasons; any other text may be what the client sent. */
  private static final Pattern SAFE_REASON = Pattern.compile("[A-Za-z][A-Za-z0-9 ,.-]{0,79}");

  private static final String EXPECTED_PATH =
      "expected a path that begins with a slash, does not lead out of it, and has two hex digits"
          + " behind each percent sign";

  /** The only violation of Jetty's URI rules that the server accepts for every path. */
  static final Violation ALLOWED_VIOLATION = Violation.AMBIGUOUS_EMPTY_SEGMENT;

  /** A violation that the server accepts below {@link #NAMES}. */
  static final Violation VIOLATION_IN_NAMES = Violation.AMBIGUOUS_PATH_SEPARATOR;

  /** Names of models may contain slashes, and OpenAI clients encode them. No file is read there. */
  private static final String NAMES = "/openai/v1/models/";

  /** The series and the address of a picture, whatever stands in their place. */
  private static final Pattern PICTURE_PATH =
      Pattern.compile(
          "/(?:dalle|images|pictures|thumbnails)/(?<series>[^/?#]+)/(?<address>[^/?#]+)"
              + "(?:/(?:events|ws|preview))?/?");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

  private final Limits limits;

  RejectionMessages(Limits limits) {
    this.limits = limits;
  }

  /** Returns true for an address that a handler may read. */
  static boolean isAcceptable(HttpURI uri) {
    boolean slashes = uri.hasViolation(VIOLATION_IN_NAMES);
    return isWellEncoded(uri.getPath())
        && (!slashes || String.valueOf(uri.getPath()).startsWith(NAMES));
  }

  /**
   * Returns true when every percent sign begins an escape. Jetty does not check the part after a
   * semicolon, and the router fails on invalid escapes there.
   */
  static boolean isWellEncoded(@Nullable String path) {
    return path == null || path.indexOf('%') < 0 || !BROKEN_ESCAPE.matcher(path).find();
  }

  /**
   * Returns the error for a request that Jetty refuses.
   *
   * @param uri the requested URI, as far as Jetty could parse it
   * @param cause why Jetty refuses the request, when known
   */
  ApiError error(int status, HttpURI uri, @Nullable Throwable cause) {
    String limit = "expected at most %d bytes";
    return switch (status) {
      case HttpStatus.BAD_REQUEST_400 -> {
        Set<String> faults = faults(uri);
        yield inPicturePath(uri, faults).orElseGet(() -> badRequest(faults, reason(cause)));
      }
      case HttpStatus.PAYLOAD_TOO_LARGE_413 ->
          error(status, "the body is too large", limit.formatted(limits.bodyBytes()));
      case HttpStatus.URI_TOO_LONG_414 ->
          error(status, "the address is too long", limit.formatted(limits.headerBytes()));
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          error(status, "the headers are too large", limit.formatted(limits.headerBytes()));
      case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505, HttpStatus.UPGRADE_REQUIRED_426 ->
          new ApiError(
              // The client is to change something, though the status is one of the server's.
              ErrorCode.INVALID_REQUEST,
              status,
              "the server does not support this HTTP version",
              "expected HTTP/1.1");
      case HttpStatus.EXPECTATION_FAILED_417 ->
          error(
              status,
              "the server does not know this expectation",
              "expected 100-continue, or no header Expect");
      default -> error(status, HttpStatus.getMessage(status), reason(cause));
    };
  }

  private static ApiError error(int status, String message, String details) {
    return new ApiError(ErrorCode.forStatus(status), status, message, details);
  }

  /**
   * Returns the error for a path of a picture whose series or address has what neither ever has:
   * one that was copied with a line break, for example.
   */
  private static Optional<ApiError> inPicturePath(HttpURI uri, Set<String> faults) {
    Matcher path = PICTURE_PATH.matcher(String.valueOf(uri.getPath()));
    if (faults.isEmpty() || !path.matches()) {
      return Optional.empty();
    }
    String received = "received " + String.join(" and ", faults) + " in it";
    if (!PLAIN.matcher(path.group("series")).matches()) {
      return Optional.of(
          new ApiError(ErrorCode.INVALID_SERIES, "there is no such series", received));
    }
    return PLAIN.matcher(path.group("address")).matches()
        ? Optional.empty()
        : Optional.of(
            new ApiError(
                ErrorCode.INVALID_ADDRESS, "an address is 0x and 40 hex digits", received));
  }

  private static ApiError badRequest(Set<String> faults, String reason) {
    int status = HttpStatus.BAD_REQUEST_400;
    if (!faults.isEmpty()) {
      return error(
          status,
          "the address is malformed or ambiguous",
          "received " + String.join(" and ", faults) + "; expected plain segments between slashes");
    }
    if (reason.equals(HttpStatus.getMessage(status))) {
      // The parser gives this reason for an address that it cannot parse at all.
      return error(status, "the address is malformed", EXPECTED_PATH);
    }
    return error(
        status,
        "the request is not well-formed HTTP",
        (reason.isEmpty() ? "" : reason + "; ") + "expected a request as RFC 9112 has it");
  }

  private static Set<String> faults(HttpURI uri) {
    Set<Violation> violations = EnumSet.noneOf(Violation.class);
    uri.getViolations().forEach(violations::add);
    violations.remove(ALLOWED_VIOLATION);
    if (violations.isEmpty() && !isWellEncoded(uri.getPath())) {
      violations.add(Violation.BAD_PERCENT_ENCODING);
    }
    return violations.stream()
        .map(RejectionMessages::describe)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String describe(Violation violation) {
    return switch (violation) {
      case AMBIGUOUS_PATH_SEPARATOR -> "an encoded slash (%2f)";
      case AMBIGUOUS_PATH_SEGMENT -> "an encoded dot segment (such as %2e%2e)";
      case AMBIGUOUS_PATH_PARAMETER -> "a dot segment with a parameter (such as ..;)";
      case AMBIGUOUS_PATH_ENCODING -> "an encoded percent sign (%25)";
      case UTF16_ENCODINGS -> "an escape that begins with %u";
      case BAD_UTF8_ENCODING, TRUNCATED_UTF8_ENCODING -> "bytes that are not UTF-8";
      case BAD_PERCENT_ENCODING -> "a percent sign without two hex digits";
      case SUSPICIOUS_PATH_CHARACTERS -> "a backslash or a control character";
      case ILLEGAL_PATH_CHARACTERS -> "a character that has to be encoded";
      case USER_INFO -> "a user's name before the host";
      case FRAGMENT -> "a fragment (#)";
      default -> violation.getDescription();
    };
  }

  private static String reason(@Nullable Throwable cause) {
    return cause instanceof HttpException exception
            && exception.getReason() != null
            && SAFE_REASON.matcher(exception.getReason()).matches()
        // The parser names one of its classes when it means the header Host.
        ? exception.getReason().replace("HostPort", "Host")
        : "";
  }
}
