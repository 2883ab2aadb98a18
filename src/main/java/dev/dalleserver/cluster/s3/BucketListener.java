package dev.dalleserver.cluster.s3;

/** Gets every request to the bucket, for metrics. Called on the thread of the request. */
@FunctionalInterface
public interface BucketListener {
  /** Ignores everything. */
  BucketListener NONE = (operation, nanos, succeeded) -> {};

  /** What a request does. */
  enum Operation {
    PUT,
    GET,
    DELETE
  }

  /**
   * Called after each request with all its attempts.
   *
   * @param nanos how long it took
   */
  void onRequest(Operation operation, long nanos, boolean succeeded);
}
