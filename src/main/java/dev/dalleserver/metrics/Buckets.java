package dev.dalleserver.metrics;

/** Upper bounds of histogram buckets, in seconds, chosen for each measured duration. */
final class Buckets {
  private Buckets() {}

  /** Returns the buckets of requests: from a poll to an answer that was held for a minute. */
  static double[] http() {
    return new double[] {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };
  }

  /** Returns the buckets of pictures: from a plain card to half an hour. */
  static double[] generation() {
    return new double[] {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800};
  }

  /** Returns the buckets of phases: some only write a file, others wait for a provider. */
  static double[] phase() {
    return new double[] {
      0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800
    };
  }

  /** Returns the buckets of calls to the provider, up to the longest timeout. */
  static double[] call() {
    return new double[] {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300};
  }
}
