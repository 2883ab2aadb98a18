package dev.dalleserver.jobs;

import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The jobs that are known: those that wait, those that are worked on, and those that have ended and
 * that no client has acknowledged yet. All methods may be called by many threads at once.
 *
 * <p>An implementation promises: at any time at most one job of a key has not ended. A job ends
 * once, and its first end stays. A job is worked on by at most one holder of a lease that holds;
 * what the holder of any other lease does changes nothing. Jobs are claimed in the order in which
 * they were submitted. Looking changes nothing. A caller that sees the end of a job finds its place
 * and its slot free, and what it has looked at before outdated; only a job with a line that is
 * ended from outside keeps its place until its worker has returned.
 *
 * <p>Where several processes share the jobs, a job is one object in each of them that has looked at
 * it; that of the process that works on it is the one whose {@link Job#work} runs, the others show
 * where it stands. All methods throw {@link StateUnavailableException} while what keeps the jobs
 * cannot be reached; whether something was changed is unknown then, unless the method says so.
 *
 * @param <K> the keys, compared by {@code equals}
 * @param <P> what requests ask for
 * @param <J> the jobs
 */
public interface Jobs<K, P, J extends Job> {
  /**
   * Looks at a key, before the caller looks for stored results of an earlier job: see {@link
   * NewJob#seen}.
   */
  Seen<J> look(K key);

  /**
   * Puts a job in line, unless there is a reason not to; then {@link NewJob#beforeLine} is not
   * called.
   *
   * @throws RuntimeException what {@link JobKind#create} or {@link NewJob#beforeLine} throws;
   *     nothing was submitted then
   */
  Submission<J> submit(NewJob<K, P, J> request);

  /** Returns for how long a lease is claimed, after which another process may take a job up. */
  Duration leaseDuration();

  /**
   * Claims the job that waits longest, or one whose lease has expired.
   *
   * <p>Where the capacity has slots, a job is claimed only while a slot is free; the end of the job
   * that uses one is the time to claim again.
   *
   * @param duration of the lease, from now
   * @return empty when no job waits, or no slot is free
   */
  Optional<Lease<K, J>> claim(Duration duration);

  /**
   * Extends a lease.
   *
   * @param duration from now
   * @return false when the lease holds no more: the worker must stop then
   */
  boolean renew(Lease<K, J> lease, Duration duration);

  /**
   * Applies a change to a leased job, such as progress.
   *
   * @return false when the lease holds no more: nothing is changed then
   */
  boolean advance(Lease<K, J> lease, Consumer<J> change);

  /**
   * Ends a leased job.
   *
   * @return false when the lease holds no more, or the job has ended: nothing is changed then
   */
  boolean finish(Lease<K, J> lease, JobOutcome outcome);

  /** Tells that the worker with this lease works no more; its place is free then. */
  void release(Lease<K, J> lease);

  /**
   * Ends a job from outside. The work is asked to stop before the end is shown, so that it pays for
   * nothing more after its end.
   *
   * @return false when its end had been requested before
   */
  boolean requestEnd(J job, Reason reason);

  /**
   * Ends a job from outside, as soon as it is not paying for anything.
   *
   * @return true when it has ended now, by this request
   */
  boolean requestEndUnlessPaying(J job, Reason reason);

  /**
   * Ends the work of this process on a job, because this process stops: the job ends, or goes on in
   * another process where there may be one. A job that another process works on, and one that waits
   * there for another process, is left alone.
   *
   * @param evenIfPaying whether work that is paying for something stops too
   */
  void leave(J job, boolean evenIfPaying);

  /** Returns the job of that key: an active one, or one that has ended and is still kept. */
  Optional<J> find(K key);

  /**
   * Lets other processes see how a job stands. To be called after a client's answer was taken from
   * the job and before it is sent, so that no process tells the client an earlier step afterwards.
   * May take as long as a call of the database.
   */
  default void publish(J job) {}

  /**
   * Has this process know the active jobs of all processes, those that begin from now on too, until
   * the result is closed. Without this it knows those that it was asked for. A job that waits may
   * become known a second after it was submitted.
   */
  default Watch watch() {
    return () -> {};
  }

  /** The time during which a process knows the jobs of all. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    /** Ends it; a second call does nothing. */
    @Override
    void close();
  }

  /** Returns all known jobs, in no order. */
  List<J> list();

  /** Returns how many jobs wait to be claimed. */
  int waiting();

  /** Returns true when a job was submitted with this idempotency key and is still known. */
  boolean knows(String idempotencyKey);

  /**
   * Calls {@code listener} once for each job that ends from now on, on the thread that has ended
   * it: it must be quick and not throw. Of several processes, the one that has ended a job calls
   * its listeners.
   */
  void subscribe(Consumer<J> listener);

  /**
   * Calls {@code listener} when a job that this process has not submitted may have become free to
   * claim; on any thread, and it must be quick.
   */
  void onWork(Runnable listener);

  /**
   * Forgets a job that has ended, and its idempotency key: a client has seen how it ended, or no
   * client has asked for too long.
   *
   * @return false when it has not ended, or was forgotten before
   */
  boolean acknowledge(J job);
}
