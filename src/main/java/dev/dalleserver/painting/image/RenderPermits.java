package dev.dalleserver.painting.image;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;

/**
 * Permits to paint, caption and scale pictures, as many as there are processors: more work at once
 * would finish no sooner, and each picture takes some twenty megabytes. A thread that holds a
 * permit must not ask for another. Permits are granted in the order of asking.
 */
public final class RenderPermits {
  private final FairPermits free;
  private final Runnable cleaner;
  private final BoundedDecoder decoder;

  /**
   * @param cleaner called after each piece of work, when its pixels are garbage
   * @param decoder decodes the pictures that the work needs
   */
  RenderPermits(int permits, Runnable cleaner, BoundedDecoder decoder) {
    this.free = new FairPermits(permits);
    this.cleaner = cleaner;
    this.decoder = decoder;
  }

  /** Creates one permit for each processor. */
  public static RenderPermits ofThisMachine() {
    return ofThisMachine(MemoryBudget.ofThisHeap());
  }

  /**
   * Creates one permit for each processor.
   *
   * @param memory bounds the pictures that are decoded at the same time
   */
  public static RenderPermits ofThisMachine(MemoryBudget memory) {
    return new RenderPermits(
        Runtime.getRuntime().availableProcessors(), cleaner(), new BoundedDecoder(memory));
  }

  /** The decoder, for a caller that holds a permit. */
  public BoundedDecoder decoder() {
    return decoder;
  }

  private static Runnable cleaner() {
    return OldGenerationCollector.ofThisMachine()
        .map(generation -> (Runnable) generation::collectIfGrown)
        .orElse(() -> {});
  }

  /**
   * Work that needs a permit.
   *
   * @param <T> its result
   * @param <E> its failure
   */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Runs some work as soon as a permit is free.
   *
   * @throws JobException when the thread is interrupted first
   */
  public <T, E extends Exception> T run(Work<T, E> work) throws JobException, E {
    try {
      free.acquire(Cancellation.none());
    } catch (InterruptedException | CancelledException e) {
      Thread.currentThread().interrupt();
      throw new JobException(
          FailureCode.INTERNAL_SERVER_ERROR, "interrupted while waiting for a render permit", e);
    }
    return runAndRelease(work);
  }

  /**
   * Runs some work that may be cancelled, as soon as a permit is free.
   *
   * @throws CancelledException when it is cancelled, or reaches its deadline, before a permit is
   *     free
   */
  public <T, E extends Exception> T run(Cancellation cancellation, Work<T, E> work)
      throws CancelledException, E {
    await(cancellation);
    return runAndRelease(work);
  }

  /** A permit that is held. Closing releases it. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Acquires a permit for a step whose result is used under another permit right after; unlike
   * {@link #run} it does not call the cleaner.
   *
   * @throws CancelledException when the work is cancelled, or reaches its deadline, first
   */
  Permit acquire(Cancellation cancellation) throws CancelledException {
    await(cancellation);
    return free::release;
  }

  private void await(Cancellation cancellation) throws CancelledException {
    try {
      free.acquire(cancellation);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancellation.check();
      throw new CancelledException(Cancellation.Reason.SHUTDOWN);
    }
  }

  private <T, E extends Exception> T runAndRelease(Work<T, E> work) throws E {
    try {
      return work.run();
    } finally {
      try {
        // Before the permit is released, so that no other thread begins a picture meanwhile.
        cleaner.run();
      } finally {
        free.release();
      }
    }
  }
}
