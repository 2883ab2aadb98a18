package dev.dalleserver.web;

import java.util.Locale;

/**
 * One request as the log shows it.
 *
 * @param nanos how long it took
 * @param bytes of the answer's body
 * @param quiet a poll or a probe that went well
 */
record RequestLine(
    String method,
    String route,
    int status,
    long nanos,
    long bytes,
    String requestId,
    boolean quiet) {
  private static final int SERVER_FAULT = 500;

  /** Errors of our own, which nobody should have to look for. */
  boolean fault() {
    return status >= SERVER_FAULT;
  }

  /** Key=value pairs; {@code held} lines before this one were not written. */
  String text(long held) {
    return String.format(
        Locale.ROOT,
        "method=%s route=%s status=%d duration_ms=%.1f bytes=%d request_id=%s%s",
        method,
        route,
        status,
        nanos / 1e6,
        bytes,
        requestId,
        held == 0 ? "" : " held_back=" + held);
  }
}
