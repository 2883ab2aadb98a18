package dev.dalleserver.pictures;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.Expense;
import dev.dalleserver.pricing.TokenUsage;
import java.time.Duration;

/** A listener that passes every call on to another one; subclasses change some of them. */
public abstract class ForwardingProgressListener implements ProgressListener {
  private final ProgressListener listener;

  /**
   * @param listener gets the calls
   */
  protected ForwardingProgressListener(ProgressListener listener) {
    this.listener = listener;
  }

  @Override
  public void onProgress(Stage stage, int step, int totalSteps) {
    listener.onProgress(stage, step, totalSteps);
  }

  @Override
  public int wantedPreviews() {
    return listener.wantedPreviews();
  }

  @Override
  public void onPreview(Preview preview) {
    listener.onPreview(preview);
  }

  @Override
  public void onWaiting(int position, Duration wait) {
    listener.onWaiting(position, wait);
  }

  @Override
  public void onAdmitted() {
    listener.onAdmitted();
  }

  @Override
  public void beforeRepeat() throws JobException {
    listener.beforeRepeat();
  }

  @Override
  public void onUsage(TokenUsage usage) {
    listener.onUsage(usage);
  }

  @Override
  public void onExpense(Expense expense) {
    listener.onExpense(expense);
  }
}
