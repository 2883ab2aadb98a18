package dev.dalleserver.openai;

import dev.dalleserver.generation.Cancellation;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the memory of all pictures that are being read at the same time to twice the largest one:
 * every reader has an equal share of one, and whoever needs more has to be the only one that does.
 * So a handful of huge answers at once cannot fill the heap, and ordinary ones never wait.
 */
final class PictureMemory {
  private static final long LOOK_AGAIN_MILLIS = 200;

  private final int share;
  private final Semaphore large = new Semaphore(1);

  /**
   * @param readers how many pictures are read at once at the most
   */
  PictureMemory(int readers) {
    this.share = PictureBytes.LIMIT / readers;
  }

  /** Bytes that a reader may keep without asking. */
  int share() {
    return share;
  }

  /**
   * Waits until nobody else is reading a large picture; {@link #release} lets the next one. Whoever
   * holds this waits for nothing but the network, which has a deadline.
   *
   * @throws InterruptedIOException when the run should end instead
   */
  void acquire(Cancellation cancellation) throws InterruptedIOException {
    try {
      while (!large.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancellation.isRequested() || cancellation.remainingNanos() == 0) {
          throw new InterruptedIOException("cancelled");
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  void release() {
    large.release();
  }
}
