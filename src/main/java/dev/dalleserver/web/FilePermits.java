package dev.dalleserver.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Bounds how many files are open at the same time because answers are made from them. The limit of
 * connections leaves that many file descriptors.
 */
final class FilePermits {
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private final Semaphore permits;

  FilePermits(int most) {
    this.permits = new Semaphore(most);
  }

  /**
   * Takes a permit for each of so many files.
   *
   * @throws ApiError 503 when there are not so many
   */
  void acquire(int files) {
    if (!permits.tryAcquire(files)) {
      throw new ApiError(
              ErrorCode.SERVER_BUSY, "too many files are being handed out", "try again later")
          .retryAfter(COME_BACK);
    }
  }

  void release(int files) {
    permits.release(files);
  }
}
