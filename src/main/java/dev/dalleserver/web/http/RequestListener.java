package dev.dalleserver.web.http;

/**
 * Notified of every request, on the thread that handles it: methods must return quickly and not
 * throw. All values are from small sets, except the request id and the message.
 */
public interface RequestListener {
  /** A listener that ignores all requests. */
  RequestListener NONE = new RequestListener() {};

  /** Called when a request has passed Jetty's own checks. */
  default void onBegin() {}

  /** Called when a request for which {@link #onBegin} was called has ended. */
  default void onEnd() {}

  /**
   * Called when a request has been answered, also when Jetty refused it before {@link #onBegin}.
   *
   * @param route the pattern that the request matched, or {@code unmatched}
   * @param nanos duration in nanoseconds
   */
  default void onAnswer(String method, String route, int status, long nanos) {}

  /** Called when the answer was an error in the API's error form. */
  default void onError(
      ErrorCode code, String route, int status, String requestId, String message) {}
}
