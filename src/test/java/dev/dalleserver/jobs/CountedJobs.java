package dev.dalleserver.jobs;

import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A factory that shows what the jobs that it created last hold. */
public final class CountedJobs implements JobsFactory {
  private final LongSupplier nanos;
  private @Nullable LocalJobs<?, ?, ?> last;

  public CountedJobs(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public <K, P, J extends Job> Jobs<K, P, J> create(JobKind<K, P, J> kind, Capacity capacity) {
    LocalJobs<K, P, J> jobs = new LocalJobs<>(kind, capacity, nanos);
    last = jobs;
    return jobs;
  }

  /** How many more jobs may begin now. */
  public int freePlaces() {
    return Objects.requireNonNull(last).freePlaces();
  }

  /** How many idempotency keys are remembered. */
  public int idempotencyKeys() {
    return Objects.requireNonNull(last).idempotencyKeys();
  }
}
