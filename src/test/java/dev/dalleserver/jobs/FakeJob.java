package dev.dalleserver.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A job that does nothing, and records the positions that it was told and how it ended. */
class FakeJob implements Job {
  private final String name;
  private final Cancellation cancellation = new Cancellation(System::nanoTime);
  private final AtomicReference<@Nullable JobOutcome> outcome = new AtomicReference<>();
  private final List<Integer> positions = new CopyOnWriteArrayList<>();

  FakeJob(String name) {
    this.name = name;
  }

  static NewJob<String, Given<FakeJob>, FakeJob> request(FakeJob job) {
    return new NewJob<>(job.name(), new Given<>("", () -> job));
  }

  String name() {
    return name;
  }

  List<Integer> positions() {
    return positions;
  }

  @Nullable JobOutcome outcome() {
    return outcome.get();
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(1);
  }

  @Override
  public void work() throws JobException, CancelledException, IOException {}

  @Override
  public boolean finish(JobOutcome end) {
    return outcome.compareAndSet(null, end);
  }

  @Override
  public boolean isEnded() {
    return outcome.get() != null;
  }

  @Override
  public void onPositionChanged(int position) {
    positions.add(position);
  }

  @Override
  public String toString() {
    return "job=" + name;
  }
}
