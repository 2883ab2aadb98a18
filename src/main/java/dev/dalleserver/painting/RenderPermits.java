package dev.dalleserver.painting;

import dev.dalleserver.generation.Cancellation;
import dev.dalleserver.generation.CancelledException;
import dev.dalleserver.generation.FailureCode;
import dev.dalleserver.generation.GenerationException;
import dev.dalleserver.memory.MemoryBudget;

/**
 * Where pictures are painted, captioned and made small. There are as many places as processors:
 * more work at once would finish no sooner, and each picture in hand takes some twenty megabytes.
 * Whoever has a place must not ask for another. Places are given in the order of asking.
 */
public final class RenderPermits {
  private final FairPermits free;
  private final Runnable cleaner;
  private final BoundedDecoder decoder;

  /**
   * @param cleaner called after each piece of work, whose pixels nobody needs any more
   * @param decoder turns pictures that are worked on into pixels
   */
  RenderPermits(int places, Runnable cleaner, BoundedDecoder decoder) {
    this.free = new FairPermits(places);
    this.cleaner = cleaner;
    this.decoder = decoder;
  }

  /** One for each processor. */
  public static RenderPermits ofThisMachine() {
    return ofThisMachine(MemoryBudget.ofThisHeap());
  }

  /**
   * One for each processor.
   *
   * @param memory bounds what is decoded at the same time
   */
  public static RenderPermits ofThisMachine(MemoryBudget memory) {
    return new RenderPermits(
        Runtime.getRuntime().availableProcessors(), cleaner(), new BoundedDecoder(memory));
  }

  /** Turns bytes into pixels, for the one who has a place. */
  BoundedDecoder decoder() {
    return decoder;
  }

  private static Runnable cleaner() {
    return OldGenerationCollector.ofThisMachine()
        .map(generation -> (Runnable) generation::tidy)
        .orElse(() -> {});
  }

  /**
   * What is done at a place.
   *
   * @param <T> what comes of it
   * @param <E> how it fails
   */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Does some work as soon as there is a place.
   *
   * @throws GenerationException when the thread is interrupted before
   */
  <T, E extends Exception> T run(Work<T, E> work) throws GenerationException, E {
    try {
      free.acquire(Cancellation.none());
    } catch (InterruptedException | CancelledException e) {
      Thread.currentThread().interrupt();
      throw new GenerationException(
          FailureCode.INTERNAL_SERVER_ERROR, "interrupted before there was a place to work", e);
    }
    return andLeave(work);
  }

  /**
   * The same for work that may be called off.
   *
   * @throws CancelledException when it is called off, or runs out of time, before there is a place
   */
  <T, E extends Exception> T run(Cancellation cancellation, Work<T, E> work)
      throws CancelledException, E {
    await(cancellation);
    return andLeave(work);
  }

  /** A place that is taken. Closing leaves it. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place for a step whose results are worked on at another one right after, so that
   * nothing is cleaned up yet.
   *
   * @throws CancelledException when the work is called off, or runs out of time, before
   */
  Place take(Cancellation cancellation) throws CancelledException {
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

  private <T, E extends Exception> T andLeave(Work<T, E> work) throws E {
    try {
      return work.run();
    } finally {
      try {
        // While the place is still taken: nobody begins with the next picture meanwhile.
        cleaner.run();
      } finally {
        free.release();
      }
    }
  }
}
