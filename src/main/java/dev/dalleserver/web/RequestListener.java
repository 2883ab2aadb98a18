package dev.dalleserver.web;

/**
 * Notified of every request, on the thread that handles it: methods must return quickly and not
 * throw. All values are from small sets, except the request id and the message.
 */
public interface RequestListener {
  /** A listener that ignores all requests. */
  RequestListener NONE = new RequestListener() {};

  /** Called when a request has passed Jetty's own checks. */
  default void began() {}

  /** Called when a request for which {@link #began} was called has ended. */
  default void over() {}

  /**
   * Called when a request has been answered, also when Jetty refused it before {@link #began}.
   *
   * @param route the pattern that the request matched, or {@code unmatched}
   * @param nanos duration in nanoseconds
   */
  default void answered(String method, String route, int status, long nanos) {}

  /** Called when the answer was an error in the API's error form. */
  default void failed(ErrorCode code, String route, int status, String requestId, String message) {}
}
