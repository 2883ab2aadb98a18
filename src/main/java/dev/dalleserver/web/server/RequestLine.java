package dev.dalleserver.web.server;

import java.util.Locale;

/**
 * The log line of one request.
 *
 * @param nanos duration in nanoseconds
 * @param bytes length of the answer's body
 * @param quiet true for a frequent request, such as a poll or a probe, that had no error
 */
record RequestLine(
    String method,
    String route,
    int status,
    long nanos,
    long bytes,
    String requestId,
    boolean quiet) {
  private static final int FIRST_SERVER_ERROR = 500;

  /** True for errors of the server, which are logged as warnings so that operators see them. */
  boolean isServerError() {
    return status >= FIRST_SERVER_ERROR;
  }

  /** Formats key=value pairs; {@code suppressed} lines before this one were not written. */
  String format(long suppressed) {
    return String.format(
        Locale.ROOT,
        "method=%s route=%s status=%d duration_ms=%.1f bytes=%d request_id=%s%s",
        method,
        route,
        status,
        nanos / 1e6,
        bytes,
        requestId,
        suppressed == 0 ? "" : " held_back=" + suppressed);
  }
}
