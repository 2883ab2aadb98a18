package dev.dalleserver.jobs;

import java.time.Duration;
import java.time.Instant;

/**
 * One kind of work, such as the making of pictures: how its jobs are created from what a request
 * asks for, and how keys, requests and states are written, so that another process can take a job
 * up or show where it stands. Each kind is passed once, to {@link JobsFactory#create}.
 *
 * <p>Implementations whose jobs never leave the process call {@link #create} only.
 *
 * @param <K> the keys, compared by {@code equals}
 * @param <P> what requests ask for, compared by {@code equals}
 * @param <J> the jobs
 */
public interface JobKind<K, P, J extends Job> {
  /** Returns the name, the same in all processes and versions. */
  String name();

  /**
   * Creates a job; must be quick.
   *
   * @param position in line, counted from 1
   */
  J create(K key, P payload, int position);

  /** Returns a key as a text. */
  String writeKey(K key);

  /** Returns the key that was written. */
  K readKey(String text);

  /** Returns what a request asks for as a text: equal requests give equal texts. */
  String writePayload(P payload);

  /** Returns what a request for that key asked for. */
  P readPayload(K key, String text);

  /** Returns where a job stands now, as a text. */
  String writeState(J job);

  /** Returns where a job would stand if it ended so now; changes nothing. */
  String writeEnd(J job, JobOutcome outcome);

  /**
   * Makes a job that another process works on, or has ended, stand where a text says; also one that
   * this process works on again. A job that has ended changes no more, and a text that is older
   * than what the job shows changes nothing.
   *
   * @param age how long ago the text was written, by one clock for all processes
   */
  void show(J job, String state, Duration age);

  /**
   * Creates a job that another process has begun and ended already, to show those how it ended who
   * ask for it. Unlike one that is created and then shown, it begins for no listener.
   */
  default J createEnded(K key, P payload, String state, Duration age) {
    J job = create(key, payload, 1);
    show(job, state, age);
    return job;
  }

  /**
   * Tells a job that is about to be worked on since when it is in line. What was stored of its key
   * since then is its own: a process that has lost it since has stored that, and it is not to be
   * made again. Called only where jobs outlive their processes.
   *
   * @param submittedAt by the clock that stamps what is stored
   */
  default void resume(J job, Instant submittedAt) {}

  /**
   * Returns true when a job that has ended stays until it is acknowledged. Others are acknowledged
   * by the process that has ended them, or, where that has died, by any other after an hour.
   */
  default boolean staysUntilAcknowledged() {
    return false;
  }

  /**
   * Returns what readers in other processes should see of how the job stands: another one, by
   * {@code equals}, after each step.
   */
  Object step(J job);

  /**
   * Calls {@code listener} whenever readers in other processes should see how the job stands now;
   * on the thread that has changed it, so it must be quick.
   */
  void onStep(J job, Runnable listener);
}
