package dev.dalleserver.batches;

import dev.dalleserver.pictures.ProgressListener.Stage;

/**
 * The progress of a batch.
 *
 * @param currentStep of the current picture
 * @param stage {@code loading}, {@code diffusion} or {@code decoding}
 * @param percentage of the whole batch, below 100
 * @param currentImage counted from 1
 */
public record BatchProgress(
    int currentStep,
    int totalSteps,
    String stage,
    double percentage,
    int currentImage,
    int totalImages) {
  /**
   * The highest percentage of a batch that is not complete, however long its last picture takes.
   */
  private static final double MAX_UNFINISHED_PERCENT = 99.9;

  /**
   * The highest fraction of a picture whose provider reports nothing and takes longer than usual.
   */
  private static final double MAX_UNFINISHED_FRACTION = 0.99;

  /**
   * {@code percentage = (finished images + current fraction) / total * 100}. The fraction is that
   * of the steps where the provider counts them, else the time taken by the usual time.
   *
   * @param usualNanos how long a picture usually takes, 0 when unknown
   */
  static BatchProgress of(
      BatchState.InProgress state, BatchRequest request, long nowNanos, long usualNanos) {
    boolean counted = state.totalSteps() > 0;
    double fraction = fraction(state, nowNanos, usualNanos);
    int totalSteps = counted ? state.totalSteps() : request.tuning().steps();
    int finished = state.images().size();
    int all = finished + state.ahead().size();
    return new BatchProgress(
        // Floating point must not show a step less than what was reported.
        counted ? state.step() : (int) (fraction * totalSteps),
        totalSteps,
        state.stageText(),
        Math.min(MAX_UNFINISHED_PERCENT, 100.0 * (all + fraction) / request.count()),
        finished + 1,
        request.count());
  }

  /** Returns the same progress, with at least the percentage that was shown before. */
  BatchProgress atLeast(double shown) {
    return new BatchProgress(
        currentStep, totalSteps, stage, Math.max(shown, percentage), currentImage, totalImages);
  }

  private static double fraction(BatchState.InProgress state, long nowNanos, long usualNanos) {
    if (state.totalSteps() > 0) {
      return state.stage() == Stage.DECODING
          ? 1
          : Math.min(1, (double) state.step() / state.totalSteps());
    }
    return usualNanos <= 0 || state.waiting()
        ? 0
        : Math.min(
            MAX_UNFINISHED_FRACTION, (double) state.begun().nanosUntil(nowNanos) / usualNanos);
  }
}
