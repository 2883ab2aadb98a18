package dev.dalleserver.generation;

import java.time.Duration;
import java.util.Optional;

/** Makes pictures: the remote service, the built-in painter, or a test's fake. */
public interface ImageProvider {
  /** The short name that snapshots and metrics carry, such as {@code openai} or {@code offline}. */
  String name();

  /** The model that will be asked, or the painter's version; kept with the picture. */
  String model();

  /** True when every picture costs money, so that a budget applies. */
  boolean paid();

  /**
   * For how long every picture will be refused, because what may be spent is spent; empty as long
   * as it is worth asking.
   */
  default Optional<Duration> refusesFor() {
    return Optional.empty();
  }

  /**
   * The picture that an earlier call received for this request and could not hand over, because the
   * process or the run ended too early. Nobody is asked for it, and nothing is paid.
   *
   * @return empty when there is none
   * @throws GenerationException when what was received is no usable picture; it is set aside, and
   *     the next call gives empty
   * @throws CancelledException when {@code cancellation} was requested or its deadline passed; what
   *     was received stays
   */
  default Optional<PaintedImage> received(PaintRequest request, Cancellation cancellation)
      throws GenerationException, CancelledException {
    return Optional.empty();
  }

  /**
   * Paints one picture, blocking until it is complete and checked.
   *
   * @param listener told of steps as they happen, on the calling thread
   * @param cancellation answered promptly: a network call under way is aborted
   * @throws GenerationException when no picture can be had
   * @throws CancelledException when {@code cancellation} was requested or its deadline passed
   */
  PaintedImage paint(PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws GenerationException, CancelledException;
}
