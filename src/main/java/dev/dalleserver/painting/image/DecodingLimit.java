package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.pictures.PictureCodec.UnreadablePictureException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The limit of decoding one picture: it ends with its run, when its thread is interrupted, and at
 * the latest after {@link #MAX_TIME}.
 */
final class DecodingLimit {
  /** The largest pictures take two seconds. */
  static final Duration MAX_TIME = Duration.ofSeconds(20);

  private final Cancellation cancellation;
  private final LongSupplier nanos;
  private final long deadline;

  /** Thrown by the input of the JDK's decoders, which have no limits themselves, to end them. */
  private static final class LimitReachedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param nanos how much time the calling thread has used; the limit counts from this call
   */
  DecodingLimit(Cancellation cancellation, LongSupplier nanos) {
    this.cancellation = cancellation;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + MAX_TIME.toNanos();
  }

  /**
   * Checks the limit; called whenever the decoder reads input.
   *
   * @throws IOException when decoding must end
   */
  void check() throws IOException {
    if (isCancelled() || isOverdue()) {
      throw new LimitReachedException();
    }
  }

  /**
   * Throws the reason why decoding was ended, if it was. Called after the decoder, also when it
   * succeeded: decoders may swallow what their input throws.
   *
   * @throws CancelledException when the run ends
   * @throws UnreadablePictureException when the time is over
   */
  void throwIfEnded() throws CancelledException, UnreadablePictureException {
    cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
    if (isOverdue()) {
      throw new UnreadablePictureException(
          "decoding the picture takes more than " + MAX_TIME.toSeconds() + " s of processor time");
    }
  }

  private boolean isCancelled() {
    return cancellation.isRequested()
        || cancellation.remainingNanos() == 0
        || Thread.currentThread().isInterrupted();
  }

  private boolean isOverdue() {
    return nanos.getAsLong() - deadline > 0;
  }
}
