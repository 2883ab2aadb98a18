package dev.dalleserver.painting;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.generation.PictureCodec.UnreadablePictureException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When decoding one picture must end: when its run does, when its thread is interrupted, and after
 * {@link #LONGEST} whatever it is.
 */
final class DecodingLimit {
  /** The largest pictures take two seconds. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  private final Cancellation cancellation;
  private final LongSupplier nanos;
  private final long deadline;

  /** Ends the JDK's decoders, which know nothing of limits, from within their input. */
  private static final class OverException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param nanos how much time the calling thread has used; what it uses counts from now
   */
  DecodingLimit(Cancellation cancellation, LongSupplier nanos) {
    this.cancellation = cancellation;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + LONGEST.toNanos();
  }

  /**
   * Called whenever the decoder wants more input.
   *
   * @throws IOException when it must end
   */
  void check() throws IOException {
    if (called() || late()) {
      throw new OverException();
    }
  }

  /**
   * Called when the decoder has ended, however it did: decoders may swallow what their input
   * throws.
   *
   * @throws CancelledException when the run ends
   * @throws UnreadablePictureException when the time is over
   */
  void settle() throws CancelledException, UnreadablePictureException {
    cancellation.check();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
    if (late()) {
      throw new UnreadablePictureException(
          "decoding the picture takes more than " + LONGEST.toSeconds() + " s of processor time");
    }
  }

  private boolean called() {
    return cancellation.isRequested()
        || cancellation.remainingNanos() == 0
        || Thread.currentThread().isInterrupted();
  }

  private boolean late() {
    return nanos.getAsLong() - deadline > 0;
  }
}
