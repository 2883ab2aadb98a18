package dev.dalleserver.jobs;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A job that does nothing, and records the positions that it was told and how it ended. */
public class FakeJob implements Job {
  private final String name;
  private final Cancellation cancellation = new Cancellation(System::nanoTime);
  private final AtomicReference<@Nullable JobOutcome> outcome = new AtomicReference<>();
  private final List<String> states = new CopyOnWriteArrayList<>();
  private final List<Integer> positions = new CopyOnWriteArrayList<>();

  public FakeJob(String name) {
    this.name = name;
  }

  public static NewJob<String, Given<FakeJob>, FakeJob> request(FakeJob job) {
    return new NewJob<>(job.name(), new Given<>("", () -> job));
  }

  /** What other processes see of it, in order. */
  public List<String> states() {
    return states;
  }

  String state() {
    return states.isEmpty() ? "" : states.get(states.size() - 1);
  }

  void show(String state) {
    states.add(state);
  }

  public String name() {
    return name;
  }

  public List<Integer> positions() {
    return positions;
  }

  public @Nullable JobOutcome outcome() {
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
