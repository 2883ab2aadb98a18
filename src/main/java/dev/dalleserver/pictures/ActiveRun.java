package dev.dalleserver.pictures;

import dev.dalleserver.jobs.WorkerPool;
import dev.dalleserver.progress.ProgressRun;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that the {@link RunSupervisor} has accepted: it waits in the queue, or a worker runs it.
 */
final class ActiveRun implements WorkerPool.Job {
  private final PictureJob job;
  private final Consumer<ActiveRun> work;
  private final AtomicReference<@Nullable Future<?>> deadline = new AtomicReference<>();

  ActiveRun(PictureJob job, Consumer<ActiveRun> work) {
    this.job = job;
    this.work = work;
  }

  PictureJob job() {
    return job;
  }

  ProgressRun progress() {
    return job.progress();
  }

  /**
   * Returns true once the run has ended: it writes nothing more, also in the moment before it
   * leaves the map of active runs.
   */
  boolean isEnded() {
    return progress().isDone();
  }

  /** Sets the timer that ends the run when it takes too long. */
  void setDeadline(Future<?> timer) {
    deadline.set(timer);
  }

  void cancelDeadline() {
    Future<?> timer = deadline.getAndSet(null);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void onPositionChanged(int position) {
    progress().updateQueuePosition(position);
  }

  @Override
  public void run() {
    work.accept(this);
  }
}
