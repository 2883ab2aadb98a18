package dev.dalleserver.web.files;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * A bound on how many files are open at the same time to be sent. The limit of connections leaves
 * that many file descriptors.
 */
public final class FilePermits {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Semaphore permits;

  public FilePermits(int max) {
    this.permits = new Semaphore(max);
  }

  /**
   * Acquires a permit for each of {@code files} files.
   *
   * @throws ApiError 503 when there are fewer
   */
  public void acquire(int files) {
    if (!permits.tryAcquire(files)) {
      throw new ApiError(ErrorCode.SERVER_BUSY, "too many files are being sent", "try again later")
          .retryAfter(RETRY_AFTER);
    }
  }

  public void release(int files) {
    permits.release(files);
  }
}
