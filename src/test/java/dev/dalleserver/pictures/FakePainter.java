package dev.dalleserver.pictures;

import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider that a test controls: it paints at once, waits to be released, or fails. Waiting
 * answers to cancellation as a real provider does.
 */
public final class FakePainter implements ImageProvider {
  private final AtomicInteger calls = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile Optional<JobException> failure = Optional.empty();
  private volatile boolean deaf;
  private volatile boolean readable;

  /** How often each picture was painted, by its seed. */
  private final Map<Long, Integer> callsBySeed = new ConcurrentHashMap<>();

  /** From now on pictures are held until {@link #release}. */
  public FakePainter hold() {
    gate = new CountDownLatch(1);
    return this;
  }

  public void release() {
    gate.countDown();
  }

  /** From now on every call fails. */
  public FakePainter fail(FailureCode code, String message) {
    failure = Optional.of(new JobException(code, message));
    return this;
  }

  /** From now on calls paint again. */
  public FakePainter recover() {
    failure = Optional.empty();
    return this;
  }

  /** From now on held calls do not notice that they should end. */
  public FakePainter deaf() {
    deaf = true;
    return this;
  }

  /** From now on it gives a picture that decoders can read. */
  public FakePainter readable() {
    readable = true;
    return this;
  }

  /** How often it was asked. */
  public int calls() {
    return calls.get();
  }

  /** How often each picture was painted, by its seed, as of now. */
  public Map<Long, Integer> callsBySeed() {
    return Map.copyOf(callsBySeed);
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String model() {
    return "fake-1";
  }

  @Override
  public boolean isPaid() {
    return true;
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    calls.incrementAndGet();
    callsBySeed.merge(request.seed(), 1, Integer::sum);
    listener.onProgress(ProgressListener.Stage.DIFFUSION, 0, 1);
    await(cancellation);
    if (failure.isPresent()) {
      throw failure.get();
    }
    listener.onProgress(ProgressListener.Stage.DECODING, 0, 1);
    ImageSize size = request.size().orElse(new ImageSize(8, 8));
    return new PaintedImage(
        readable
            ? ForeignPictures.png()
            : ("painted " + request.seed()).getBytes(StandardCharsets.UTF_8),
        size,
        request.seed(),
        "b64_json",
        "",
        "req-" + calls.get(),
        Instant.parse("2026-01-02T03:04:05Z"),
        List.of());
  }

  private void await(Cancellation cancellation) throws CancelledException {
    CountDownLatch held = gate;
    CountDownLatch over = new CountDownLatch(1);
    Thread opener = new Thread(() -> openWhenReleased(held, over));
    opener.setDaemon(true);
    opener.start();
    Runnable leave = deaf ? () -> {} : over::countDown;
    try (Cancellation.Registration ending = cancellation.onRequest(leave)) {
      over.await();
    } catch (InterruptedException e) {
      awaitDeafly(held);
      Thread.currentThread().interrupt();
    }
    if (!deaf) {
      cancellation.check();
    }
  }

  private void awaitDeafly(CountDownLatch held) {
    while (deaf && held.getCount() > 0) {
      try {
        held.await();
      } catch (InterruptedException e) {
        // Ignores the interrupt.
      }
    }
  }

  private static void openWhenReleased(CountDownLatch held, CountDownLatch over) {
    try {
      held.await();
      over.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
