package dev.dalleserver.jobs;

import java.util.function.LongSupplier;

/** The jobs of one process keep the contract. */
class LocalJobsTest extends JobsContract {
  @Override
  protected Jobs<String, Given<FakeJob>, FakeJob> open(Capacity capacity, LongSupplier nanos) {
    return new LocalJobs<>(new GivenKind<>(), capacity, nanos);
  }
}
