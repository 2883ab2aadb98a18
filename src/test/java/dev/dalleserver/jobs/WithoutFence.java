package dev.dalleserver.jobs;

import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Jobs whose fence is taken out: any lease counts as the latest one of its job. */
public final class WithoutFence implements Jobs<String, Given<FakeJob>, FakeJob> {
  private final Jobs<String, Given<FakeJob>, FakeJob> jobs;
  private final Map<String, Lease<String, FakeJob>> latest = new HashMap<>();

  public WithoutFence(Jobs<String, Given<FakeJob>, FakeJob> jobs) {
    this.jobs = jobs;
  }

  @Override
  public Optional<Lease<String, FakeJob>> claim(Duration duration) {
    Optional<Lease<String, FakeJob>> lease = jobs.claim(duration);
    lease.ifPresent(it -> latest.put(it.key(), it));
    return lease;
  }

  private Lease<String, FakeJob> unfenced(Lease<String, FakeJob> lease) {
    return latest.get(lease.key());
  }

  @Override
  public boolean renew(Lease<String, FakeJob> lease, Duration duration) {
    return jobs.renew(unfenced(lease), duration);
  }

  @Override
  public boolean advance(Lease<String, FakeJob> lease, Consumer<FakeJob> change) {
    return jobs.advance(unfenced(lease), change);
  }

  @Override
  public boolean finish(Lease<String, FakeJob> lease, JobOutcome outcome) {
    return jobs.finish(unfenced(lease), outcome);
  }

  @Override
  public void release(Lease<String, FakeJob> lease) {
    jobs.release(unfenced(lease));
  }

  @Override
  public Seen<FakeJob> look(String key) {
    return jobs.look(key);
  }

  @Override
  public Submission<FakeJob> submit(NewJob<String, Given<FakeJob>, FakeJob> request) {
    return jobs.submit(request);
  }

  @Override
  public Duration leaseDuration() {
    return jobs.leaseDuration();
  }

  @Override
  public boolean requestEnd(FakeJob job, Reason reason) {
    return jobs.requestEnd(job, reason);
  }

  @Override
  public boolean requestEndUnlessPaying(FakeJob job, Reason reason) {
    return jobs.requestEndUnlessPaying(job, reason);
  }

  @Override
  public void leave(FakeJob job, boolean evenIfPaying) {
    jobs.leave(job, evenIfPaying);
  }

  @Override
  public Optional<FakeJob> find(String key) {
    return jobs.find(key);
  }

  @Override
  public List<FakeJob> list() {
    return jobs.list();
  }

  @Override
  public int waiting() {
    return jobs.waiting();
  }

  @Override
  public boolean knows(String idempotencyKey) {
    return jobs.knows(idempotencyKey);
  }

  @Override
  public void subscribe(Consumer<FakeJob> listener) {
    jobs.subscribe(listener);
  }

  @Override
  public void onWork(Runnable listener) {
    jobs.onWork(listener);
  }

  @Override
  public boolean acknowledge(FakeJob job) {
    return jobs.acknowledge(job);
  }
}
