package dev.dalleserver.painting;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.generation.PictureCodec.UnreadablePictureException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The limit of decoding one picture: it ends with its run, when its thread is interrupted, and at
 * the latest after {@link #LONGEST}.
 */
final class DecodingLimit {
  /** The largest pictures take two seconds. */
  static final Duration LONGEST = Duration.ofSeconds(20);

  private final Cancellation cancellation;
  private final LongSupplier nanos;
  private final long deadline;

  /** Thrown by the input of the JDK's decoders, which have no limits themselves, to end them. */
  private static final class OverException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param nanos how much time the calling thread has used; the limit counts from this call
   */
  DecodingLimit(Cancellation cancellation, LongSupplier nanos) {
    this.cancellation = cancellation;
    this.nanos = nanos;
    this.deadline = nanos.getAsLong() + LONGEST.toNanos();
  }

  /**
   * Checks the limit; called whenever the decoder reads input.
   *
   * @throws IOException when decoding must end
   */
  void check() throws IOException {
    if (called() || late()) {
      throw new OverException();
    }
  }

  /**
   * Throws the reason why decoding was ended, if it was. Called after the decoder, also when it
   * succeeded: decoders may swallow what their input throws.
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
