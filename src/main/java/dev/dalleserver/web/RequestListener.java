package dev.dalleserver.web;

/**
 * Told of every request, on the thread that handles it: be quick and do not throw. All values are
 * from small sets but for the request id and the message.
 */
public interface RequestListener {
  /** Ignores everything. */
  RequestListener NONE = new RequestListener() {};

  /** A request has come. */
  default void began() {}

  /** A request that had come is over. */
  default void over() {}

  /**
   * A request was answered, perhaps without having been let in.
   *
   * @param route the pattern it matched, or {@code unmatched}
   * @param nanos how long it took
   */
  default void answered(String method, String route, int status, long nanos) {}

  /** The answer was an error in the form of the contract. */
  default void failed(ErrorCode code, String route, int status, String requestId, String message) {}
}
