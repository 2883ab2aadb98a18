package dev.dalleserver.painting;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.painting.technique.Pace;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.pictures.ProgressListener;

/** Reports every whole step to a listener, each once and in order. */
final class StepReporter implements Pace {
  private final ProgressListener listener;
  private final Cancellation cancellation;
  private final int steps;
  private int reported = -1;

  StepReporter(ProgressListener listener, Cancellation cancellation, int steps) {
    this.listener = listener;
    this.cancellation = cancellation;
    this.steps = steps;
  }

  @Override
  public void at(float done) throws StoppedException {
    check();
    int reached = Math.min(steps, (int) (done * steps + 1e-4f));
    while (reported < reached) {
      reported++;
      listener.onProgress(ProgressListener.Stage.DIFFUSION, reported, steps);
      // The listener may have requested the cancellation.
      check();
    }
  }

  private void check() throws StoppedException {
    try {
      cancellation.check();
    } catch (CancelledException cancelled) {
      throw new StoppedException(cancelled);
    }
  }
}
