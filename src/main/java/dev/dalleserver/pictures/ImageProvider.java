package dev.dalleserver.pictures;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.ImageTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The port that makes pictures: the remote service, the built-in painter, or a test's fake. */
public interface ImageProvider {
  /**
   * Returns the short name that snapshots and metrics carry, such as {@code openai} or {@code
   * offline}.
   */
  String name();

  /**
   * Returns the model that makes the pictures, or the painter's version; it is stored with the
   * picture.
   */
  String model();

  /** Returns true when every picture costs money, so that a budget applies. */
  boolean isPaid();

  /** Returns what the price of the picture depends on, as it will be asked for. */
  default ImageTerms terms(PaintRequest request) {
    return ImageTerms.UNKNOWN;
  }

  /**
   * Returns how long the provider refuses every picture because the budget is used up; empty while
   * it accepts requests.
   */
  default Optional<Duration> refusalDuration() {
    return Optional.empty();
  }

  /**
   * Returns the picture that an earlier call received for this request and could not return,
   * because the process or the run ended too early. Asks no server and pays nothing.
   *
   * @return empty when there is none
   * @throws JobException when the received bytes are no usable picture; they are set aside, and the
   *     next call returns empty
   * @throws CancelledException when {@code cancellation} was requested or its deadline passed; the
   *     received bytes stay
   */
  default Optional<PaintedImage> findReceived(PaintRequest request, Cancellation cancellation)
      throws JobException, CancelledException {
    return Optional.empty();
  }

  /**
   * Returns a picture that was paid for earlier and set aside since the server could not decode it,
   * when it can be decoded now: by a later version, or with more memory. Asks no server and pays
   * nothing.
   *
   * @param since when the words of the request were made; older pictures show other words
   * @return empty when there is none
   * @throws CancelledException when {@code cancellation} was requested or its deadline passed
   */
  default Optional<PaintedImage> findSetAside(
      PaintRequest request, Instant since, Cancellation cancellation) throws CancelledException {
    return Optional.empty();
  }

  /**
   * Paints one picture, blocking until it is complete and checked.
   *
   * @param listener called for each step as it happens, on the calling thread
   * @param cancellation obeyed promptly: a network call under way is aborted
   * @throws JobException when the provider makes no picture
   * @throws CancelledException when {@code cancellation} was requested or its deadline passed
   */
  PaintedImage paint(PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException;
}
