package dev.dalleserver.jobs;

import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.tasks.TaskScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs and ends every one of them exactly once: well, with a failure, by a cancellation, at
 * its deadline even if its thread never returns, or because the server stops.
 *
 * @param <K> the keys of the jobs
 * @param <P> what requests ask for
 * @param <J> the jobs
 */
public final class JobRunner<K, P, J extends Job> implements AutoCloseable, Drainable {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final Jobs<K, P, J> jobs;
  private final WorkerPool workers;
  private final TaskScheduler timers;
  private static final long RETURN_SECONDS = 10;

  /** What tells that the worker on a job has returned. */
  private final ConcurrentMap<J, CountDownLatch> working = new ConcurrentHashMap<>();

  private final ChangeSignal endSignal = new ChangeSignal();
  private volatile boolean closing;

  /**
   * @param workers the threads for the jobs; closed with this runner
   * @param timers for the deadlines; closed with this runner
   */
  public JobRunner(Jobs<K, P, J> jobs, WorkerPool workers, TaskScheduler timers) {
    this.jobs = jobs;
    this.workers = workers;
    this.timers = timers;
    jobs.subscribe(
        ended -> {
          endSignal.signal();
          claimForWaiting();
        });
    jobs.onWork(this::claimForWaiting);
  }

  /**
   * Submits a job, and has a worker take it when its turn comes. A job that is submitted while the
   * runner closes ends at once.
   */
  public Submission<J> submit(NewJob<K, P, J> request) {
    Submission<J> submission = jobs.submit(request);
    if (submission instanceof Submission.Started<J> started) {
      start(started.job());
    }
    return submission;
  }

  private void start(J job) {
    boolean accepted = false;
    try {
      accepted = haveWorkerClaim();
    } catch (StateUnavailableException e) {
      // It is in line: a worker of any process claims it later.
      accepted = true;
    } finally {
      if (!accepted) {
        jobs.leave(job, true);
      }
    }
    if (closing) {
      // The loop of refuseNewWork may have run before the job was submitted.
      jobs.leave(job, false);
    }
  }

  /**
   * Has a worker claim the job that waits for the slot of one that has ended, if there is one.
   * Called at the end of a job, whose worker may never return, and at the return of a worker, whose
   * job another process may have ended. Of two claims for one slot the second finds none free; the
   * turn of a job that ended while it waited is that of the next.
   */
  private void claimForWaiting() {
    // Jobs that wait while the runner closes end without having begun.
    try {
      if (!closing && jobs.waiting() > 0) {
        haveWorkerClaim();
      }
    } catch (StateUnavailableException e) {
      LOG.debug("event=not_claimed reason=\"{}\"", e.getMessage());
    }
  }

  /**
   * Has a worker claim one job more, unless there are claims for all jobs that wait: those of jobs
   * that ended while they waited are left in the queue.
   *
   * @return false when the pool is closed
   */
  private boolean haveWorkerClaim() {
    return hasClaimsForAll() || workers.execute(this::workOnNext);
  }

  private boolean hasClaimsForAll() {
    if (workers.queued() == 0) {
      return false;
    }
    // In this order: a worker that takes a claim and a job in between is then seen to have done so.
    int waiting = jobs.waiting();
    int claims = workers.queued();
    return claims > 0 && claims >= waiting;
  }

  /** Returns the number of jobs that workers are working on. */
  public int active() {
    return workers.active();
  }

  /** Returns true once no new work may be submitted any more. */
  public boolean refusesNewWork() {
    return closing;
  }

  @Override
  public void refuseNewWork() {
    closing = true;
    known().forEach(job -> jobs.leave(job, false));
  }

  @Override
  public int awaitPaid(Duration timeout) {
    endSignal.await(() -> countPaying() == 0, timeout);
    return countPaying();
  }

  /** Ends all jobs, and waits a moment for their threads. */
  @Override
  public void close() {
    refuseNewWork();
    known().forEach(job -> jobs.leave(job, true));
    workers.close();
    timers.close();
  }

  /** Returns all known jobs, or those that are worked on here while no others can be read. */
  private Collection<J> known() {
    try {
      return jobs.list();
    } catch (StateUnavailableException e) {
      return List.copyOf(working.keySet());
    }
  }

  private int countPaying() {
    return (int)
        known().stream().filter(job -> !job.isEnded() && job.cancellation().isPaying()).count();
  }

  private void workOnNext() {
    Optional<Lease<K, J>> lease = claim();
    if (lease.isEmpty()) {
      // The job that this thread was started for has ended while it waited.
      return;
    }
    CountDownLatch returned = new CountDownLatch(1);
    CountDownLatch earlier = working.put(lease.get().job(), returned);
    try (CurrentLease.Scope scope = CurrentLease.enter(lease.get().fence())) {
      if (hasReturned(earlier)) {
        work(lease.get());
      }
    } finally {
      returned.countDown();
      working.remove(lease.get().job(), returned);
      release(lease.get());
    }
  }

  /**
   * Waits for a worker of this process whose lease on the same job was lost, and that has not
   * returned yet; false when it does not return in time.
   */
  private static boolean hasReturned(@Nullable CountDownLatch earlier) {
    try {
      return earlier == null || earlier.await(RETURN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<Lease<K, J>> claim() {
    if (closing) {
      return Optional.empty();
    }
    try {
      return jobs.claim(jobs.leaseDuration());
    } catch (StateUnavailableException e) {
      // The jobs tell when there is work again.
      LOG.debug("event=not_claimed reason=\"{}\"", e.getMessage());
      return Optional.empty();
    }
  }

  private void release(Lease<K, J> lease) {
    try {
      jobs.release(lease);
    } catch (StateUnavailableException e) {
      LOG.warn("{} event=not_released reason=\"{}\"", lease.job(), e.getMessage());
    }
    // A job that another process has ended leaves its slot only now.
    endSignal.signal();
    claimForWaiting();
  }

  /** Works on a job on the calling thread; returns when the job has ended. */
  private void work(Lease<K, J> lease) {
    J job = lease.job();
    Cancellation cancellation = job.cancellation();
    JobOutcome outcome = new JobOutcome.WorkerDied();
    Runnable interrupt = Thread.currentThread()::interrupt;
    Future<?> deadline = null;
    // The one moment from which the limit counts: for the timer, which ends a job whose thread
    // never returns, and for the work, which asks how much time is left. Before the hook, which
    // would interrupt this work for an earlier lease that was lost.
    cancellation.startClock(job.limit());
    try (Cancellation.Registration interrupting = cancellation.onRequest(interrupt)) {
      deadline = timers.scheduleAfter(job.limit(), () -> jobs.requestEnd(job, Reason.DEADLINE));
      outcome = attempt(job);
    } finally {
      // The interrupt was meant for the work: not for the listeners of its end, which write files,
      // and not for the next job on this thread.
      Thread.interrupted();
      if (deadline != null) {
        deadline.cancel(false);
      }
      finish(lease, outcome);
    }
  }

  private void finish(Lease<K, J> lease, JobOutcome outcome) {
    try {
      jobs.finish(lease, outcome);
    } catch (StateUnavailableException e) {
      // Its results are stored: a node that takes it up when its lease is over finds them.
      LOG.warn("{} event=end_not_stored reason=\"{}\"", lease.job(), e.getMessage());
    }
  }

  private JobOutcome attempt(J job) {
    try {
      job.work();
      return new JobOutcome.Done();
    } catch (CancelledException e) {
      return JobOutcome.of(e.reason());
    } catch (JobException e) {
      return requestedOr(job, new JobOutcome.Failed(e));
    } catch (IOException e) {
      return requestedOr(job, new JobOutcome.NotStored(e));
    } catch (StateUnavailableException e) {
      // What was made so far is stored. The job goes back in line, and on from there.
      LOG.warn("{} event=interrupted reason=\"{}\"", job, e.getMessage());
      return requestedOr(job, new JobOutcome.ShutDown());
    } catch (RuntimeException e) {
      LOG.error("{} event=broken", job, e);
      return requestedOr(job, new JobOutcome.Broken(e));
    }
  }

  /**
   * Returns the outcome of a job that failed. After a request to end, the failure only shows how
   * the request was noticed: an interrupted write fails like a broken disk.
   */
  private JobOutcome requestedOr(J job, JobOutcome failure) {
    return job.cancellation().reason().map(JobOutcome::of).orElse(failure);
  }
}
