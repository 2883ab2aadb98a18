package dev.dalleserver.batches;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider that records its requests, and runs code that a test gives it. */
public final class ScriptedProvider implements ImageProvider {
  /** Runs in each call before the picture is returned. */
  @FunctionalInterface
  public interface Work {
    void run(PaintRequest request, ProgressListener listener, Cancellation cancellation)
        throws JobException, CancelledException;
  }

  private final List<PaintRequest> requests = new CopyOnWriteArrayList<>();
  private volatile Work work = (request, listener, cancellation) -> {};
  private volatile byte[] suffix = new byte[0];
  private volatile List<String> ignored = List.of();

  public ScriptedProvider work(Work newWork) {
    work = newWork;
    return this;
  }

  /** From now on every picture is that many bytes longer. */
  public ScriptedProvider heavier(int bytes) {
    suffix = new byte[bytes];
    return this;
  }

  /** From now on it reports these as ignored. */
  public ScriptedProvider ignoring(String... names) {
    ignored = List.of(names);
    return this;
  }

  public List<PaintRequest> requests() {
    return requests;
  }

  /** The bytes of the picture of a seed. */
  public byte[] picture(long seed) {
    byte[] name = ("picture " + seed).getBytes(StandardCharsets.UTF_8);
    byte[] whole = java.util.Arrays.copyOf(name, name.length + suffix.length);
    System.arraycopy(suffix, 0, whole, name.length, suffix.length);
    return whole;
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
    return false;
  }

  @Override
  public PaintedImage paint(
      PaintRequest request, ProgressListener listener, Cancellation cancellation)
      throws JobException, CancelledException {
    requests.add(request);
    work.run(request, listener, cancellation);
    return new PaintedImage(
        picture(request.seed()),
        request.size().orElseThrow(),
        request.seed(),
        "offline",
        "",
        "",
        Instant.EPOCH,
        ignored);
  }
}
