package dev.dalleserver.jobs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Fake jobs in a form for other processes: their state is a text, or how they ended. */
public final class FakeKind extends GivenKind<String, FakeJob> {
  /** A key that another process has written, and this one cannot read. */
  public static final String UNREADABLE = "unreadable";

  private static final Map<String, JobOutcome> OUTCOMES =
      Map.of(
          "Done", new JobOutcome.Done(),
          "Cancelled", new JobOutcome.Cancelled(),
          "TimedOut", new JobOutcome.TimedOut(),
          "ShutDown", new JobOutcome.ShutDown(),
          "WorkerDied", new JobOutcome.WorkerDied());

  private final Map<FakeJob, Runnable> listeners = new ConcurrentHashMap<>();
  private final Map<String, FakeJob> begun = new ConcurrentHashMap<>();
  private final Set<FakeJob> ended = ConcurrentHashMap.newKeySet();

  /** Tells that a job has come a step further. */
  public void step(FakeJob job, String state) {
    job.show(state);
    listeners.getOrDefault(job, () -> {}).run();
  }

  /** Returns the job of that key that this process has begun or taken in last. */
  public Optional<FakeJob> begun(String key) {
    return Optional.ofNullable(begun.get(key));
  }

  /** Returns true for a job that had ended before this process took it in. */
  public boolean isRecalled(FakeJob job) {
    return ended.contains(job);
  }

  @Override
  public FakeJob create(String key, Given<FakeJob> payload, int position) {
    FakeJob job = super.create(key, payload, position);
    begun.put(key, job);
    return job;
  }

  @Override
  public FakeJob createEnded(String key, Given<FakeJob> payload, String state, Duration age) {
    FakeJob job = super.createEnded(key, payload, state, age);
    ended.add(job);
    return job;
  }

  @Override
  public String readKey(String text) {
    if (text.equals(UNREADABLE)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  @Override
  public Given<FakeJob> readPayload(String key, String text) {
    return new Given<>(text, () -> new FakeJob(key));
  }

  @Override
  public String writeState(FakeJob job) {
    return job.state();
  }

  @Override
  public String writeEnd(FakeJob job, JobOutcome outcome) {
    return outcome instanceof JobOutcome.Failed failed
        ? "Failed " + failed.reason().getMessage()
        : super.writeEnd(job, outcome);
  }

  @Override
  public void show(FakeJob job, String state, Duration age) {
    JobOutcome outcome = OUTCOMES.get(state);
    if (outcome != null) {
      job.finish(outcome);
    } else if (state.startsWith("Failed ")) {
      String message = state.substring("Failed ".length());
      job.finish(
          new JobOutcome.Failed(new JobException(FailureCode.INTERNAL_SERVER_ERROR, message)));
    } else {
      job.show(state);
    }
  }

  @Override
  public void onStep(FakeJob job, Runnable listener) {
    listeners.put(job, listener);
  }
}
