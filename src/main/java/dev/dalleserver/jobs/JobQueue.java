package dev.dalleserver.jobs;

import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait for a worker, and the places and slots that jobs hold within a {@link
 * Capacity}. Thread-safe.
 *
 * <p>A job takes its place when it is submitted, and its slot when it is claimed. Both are given
 * back once, however many threads end the job: each entry notes what it still holds.
 */
final class JobQueue<K, P, J extends Job> {
  private final Capacity capacity;
  private final BlockingDeque<JobEntry<K, P, J>> line = new LinkedBlockingDeque<>();

  // Both guarded by this, as is what the entries hold.
  private int taken;
  private int atWork;

  JobQueue(Capacity capacity) {
    this.capacity = capacity;
  }

  /**
   * Takes a place for a job that is not in line yet.
   *
   * @param waits whether the job may wait for a slot
   */
  synchronized boolean tryTakePlace(boolean waits) {
    boolean free = taken < capacity.most(waits);
    taken += free ? 1 : 0;
    return free;
  }

  /** Gives back the place of a job that could not be created. */
  synchronized void returnPlace() {
    taken--;
  }

  synchronized int freePlaces() {
    return capacity.places() - taken;
  }

  /** Puts a job that holds a place at the end of the line. */
  void add(JobEntry<K, P, J> entry) {
    line.add(entry);
    // The thread that ended it before this line has not found it there.
    if (entry.job().isEnded()) {
      leave(entry, false);
    }
  }

  /** Puts a job whose lease has expired at the front. */
  void addFirst(JobEntry<K, P, J> entry) {
    line.addFirst(entry);
  }

  int size() {
    return line.size();
  }

  /**
   * Takes the first job out of the line that has not ended, with a slot for it; null when none
   * waits or all slots are in use. The end of the job that uses a slot is then the time to claim
   * again.
   */
  synchronized @Nullable JobEntry<K, P, J> takeNext() {
    while (true) {
      JobEntry<K, P, J> first = line.peek();
      if (first == null) {
        return null;
      }
      if (first.job().isEnded()) {
        if (line.remove(first)) {
          freePlace(first);
        }
        continue;
      }
      // A job whose lease has expired has a slot already.
      if (!first.holdsSlot() && atWork >= capacity.atWork()) {
        return null;
      }
      // The thread that ends a job may have taken it out meanwhile.
      if (line.remove(first)) {
        atWork += first.setHoldsSlot(true) ? 1 : 0;
        return first;
      }
    }
  }

  /**
   * Gives back what a job holds that ends. Called before the end is shown, so that a client that
   * sees it finds the place free; and again after it, since another thread may have put the job in
   * line, or claimed it, in between.
   *
   * @param byWorker whether the job is ended by its worker, which returns without working on
   */
  void leave(JobEntry<K, P, J> entry, boolean byWorker) {
    boolean waited = line.remove(entry);
    synchronized (this) {
      atWork -= entry.setHoldsSlot(false) ? 1 : 0;
      if (waited || byWorker || !capacity.untilWorkerReturns()) {
        freePlace(entry);
      }
    }
    if (waited) {
      notifyPositions();
    }
  }

  /** Gives back the place of a job whose worker has returned. */
  synchronized void releaseWorker(JobEntry<K, P, J> entry) {
    if (capacity.untilWorkerReturns()) {
      freePlace(entry);
    }
  }

  /** Called with the lock held. */
  private void freePlace(JobEntry<K, P, J> entry) {
    taken -= entry.leavePlace() ? 1 : 0;
  }

  /**
   * Tells each waiting job its position, once per change of the line, so that reading a position
   * costs nothing.
   */
  void notifyPositions() {
    int position = 1;
    for (JobEntry<K, P, J> entry : line) {
      entry.job().onPositionChanged(position++);
    }
  }
}
