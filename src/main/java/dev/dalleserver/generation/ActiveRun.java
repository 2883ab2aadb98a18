package dev.dalleserver.generation;

import dev.dalleserver.progress.ProgressRun;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A commission in the hands of the {@link RunSupervisor}: waiting, or being worked on. */
final class ActiveRun implements WorkerPool.Job {
  private final PictureJob commission;
  private final Consumer<ActiveRun> work;
  private final AtomicReference<@Nullable Future<?>> deadline = new AtomicReference<>();

  ActiveRun(PictureJob commission, Consumer<ActiveRun> work) {
    this.commission = commission;
    this.work = work;
  }

  PictureJob commission() {
    return commission;
  }

  ProgressRun progress() {
    return commission.progress();
  }

  /** True once it has ended: it writes nothing more, also in the moment before it is let go. */
  boolean over() {
    return progress().done();
  }

  /** The timer that ends the run when it takes too long. */
  void watchedBy(Future<?> timer) {
    deadline.set(timer);
  }

  void stopWatching() {
    Future<?> timer = deadline.getAndSet(null);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void movedTo(int position) {
    progress().waitAt(position);
  }

  @Override
  public void run() {
    work.accept(this);
  }
}
