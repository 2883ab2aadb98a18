package dev.dalleserver.openai;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.resilience.CallObserver;
import java.time.Duration;

/**
 * Reports to the listener of one picture what its calls wait for, and permits at most one request
 * that may be charged a second time, however many calls the picture takes.
 */
final class PaintObserver implements CallObserver {
  private final ProgressListener listener;
  // Used by the thread that makes the calls.
  private boolean repeated;

  PaintObserver(ProgressListener listener) {
    this.listener = listener;
  }

  @Override
  public void onWaiting(int position, Duration wait) {
    listener.onWaiting(position, wait);
  }

  @Override
  public void onAdmitted() {
    listener.onAdmitted();
    listener.onProgress(Stage.DIFFUSION, 0, 0);
  }

  @Override
  public void beforeRepeat() throws JobException {
    if (repeated) {
      throw new JobException(
          FailureCode.OPENAI_ERROR, "this picture was asked for twice already; it may be charged");
    }
    listener.beforeRepeat();
    repeated = true;
  }
}
