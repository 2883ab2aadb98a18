package dev.dalleserver.cluster.postgres;

import dev.dalleserver.jobs.Job;
import org.jspecify.annotations.Nullable;

/**
 * A row of the job table and the object that stands for it in this process. Its monitor is held
 * while the row is ended and while the object follows the row, so that the object ends as the row
 * did; all other fields are guarded by it.
 */
final class JobMirror<K, J extends Job> {
  private final long id;
  private final K key;
  private final J job;

  /** Of the row's state that the object shows. Read without the lock. */
  private volatile long version;

  /** Of the lease by which this process works on it; 0 while it does not. Read without the lock. */
  private volatile long fence;

  /** The place in line that the object was told last; 0 when it does not wait. */
  private int position;

  /** The last step of the object that is in the row; written under {@link #writing}. */
  private volatile @Nullable Object writtenStep;

  /** Held while a step is written. */
  private final Object writing = new Object();

  /** Whether steps of the object are written to the row. */
  private boolean observed;

  private volatile long endedNanos = Long.MIN_VALUE;

  JobMirror(long id, K key, J job, long version) {
    this.id = id;
    this.key = key;
    this.job = job;
    this.version = version;
  }

  long id() {
    return id;
  }

  K key() {
    return key;
  }

  J job() {
    return job;
  }

  long version() {
    return version;
  }

  void showVersion(long newVersion) {
    version = newVersion;
  }

  long fence() {
    return fence;
  }

  boolean isHeld() {
    return fence != 0;
  }

  void hold(long newFence) {
    fence = newFence;
    writtenStep = null;
    position = 0;
  }

  void letGo() {
    fence = 0;
  }

  /** Lets go of a lease, unless this process has another one by now. */
  synchronized void letGo(long ended) {
    if (fence == ended) {
      letGo();
    }
  }

  /** Returns true when the position is another one than before. */
  synchronized boolean moveTo(int newPosition) {
    boolean moved = position != newPosition;
    position = newPosition;
    return moved;
  }

  /** Returns what is shown, without waiting for who changes it: it may be older. */
  JobTable.Shown shown() {
    return new JobTable.Shown(id, version, fence);
  }

  Object writing() {
    return writing;
  }

  @Nullable Object writtenStep() {
    return writtenStep;
  }

  void showWritten(Object step) {
    writtenStep = step;
  }

  /** Returns true for the first caller. */
  boolean observe() {
    boolean first = !observed;
    observed = true;
    return first;
  }

  void endAt(long nanos) {
    endedNanos = nanos;
  }

  boolean hasEndedLongAgo(long nowNanos, long keptNanos) {
    return endedNanos != Long.MIN_VALUE && nowNanos - endedNanos > keptNanos;
  }
}
