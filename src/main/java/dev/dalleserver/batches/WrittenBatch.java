package dev.dalleserver.batches;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.pictures.PaintingNotes;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.pricing.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a batch stands, as JSON for the other processes that show it. Members that a later version
 * adds are ignored. All times are of the process that wrote this, in Unix milliseconds.
 *
 * @param status as {@link BatchState#status}
 * @param ahead see {@link BatchState#ahead}; earlier versions wrote none
 * @param begun when the current picture was begun
 * @param retryAfterMillis negative when the provider has not asked to wait
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record WrittenBatch(
    long written,
    long created,
    long updated,
    String status,
    List<WrittenImage> images,
    @Nullable List<WrittenImage> ahead,
    long storedBytes,
    long begun,
    boolean waiting,
    Stage stage,
    int step,
    int totalSteps,
    long timeTakenMillis,
    String message,
    String code,
    String refusal,
    long retryAfterMillis) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PENDING = "pending";
  private static final String IN_PROGRESS = "in_progress";
  private static final String COMPLETE = "complete";
  private static final String CANCELLED = "cancelled";

  /**
   * One finished picture.
   *
   * @param number earlier versions wrote none, and no picture ahead of another
   */
  record WrittenImage(
      @Nullable Integer number,
      int width,
      int height,
      long seed,
      long timeTakenMillis,
      List<String> ignored,
      @Nullable TokenUsage usage,
      String revisedPrompt,
      String quality,
      String background) {
    static WrittenImage of(BatchImage image) {
      PaintingNotes notes = image.notes();
      return new WrittenImage(
          image.number(),
          image.width(),
          image.height(),
          image.seed(),
          image.timeTakenMillis(),
          image.ignored(),
          notes.usage().orElse(null),
          notes.revisedPrompt(),
          notes.quality(),
          notes.background());
    }

    BatchImage toImage(int index) {
      return new BatchImage(
          number == null ? index : number,
          width,
          height,
          seed,
          timeTakenMillis,
          ignored,
          new PaintingNotes(Optional.ofNullable(usage), revisedPrompt, quality, background));
    }
  }

  static WrittenBatch of(Batch batch, BatchState state, long nowMillis) {
    BatchState.InProgress working = state instanceof BatchState.InProgress it ? it : null;
    BatchState.Failed failed = state instanceof BatchState.Failed it ? it : null;
    return new WrittenBatch(
        nowMillis,
        batch.created().unixMillis(),
        state.updated().unixMillis(),
        state.status(),
        state.images().stream().map(WrittenImage::of).toList(),
        state.ahead().stream().map(WrittenImage::of).toList(),
        batch.storedBytes(),
        working == null ? 0 : working.begun().unixMillis(),
        working != null && working.waiting(),
        working == null ? Stage.LOADING : working.stage(),
        working == null ? 0 : working.step(),
        working == null ? 0 : working.totalSteps(),
        state instanceof BatchState.Complete it ? it.timeTakenMillis() : 0,
        failed == null ? "" : failed.message(),
        failed == null ? "" : failed.code(),
        failed == null ? "" : failed.refusal(),
        failed == null ? -1 : failed.retryAfter().map(Duration::toMillis).orElse(-1L));
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a batch is made of texts and numbers", e);
    }
  }

  /**
   * Reads what {@link #toJson} has written.
   *
   * @throws IllegalArgumentException for anything else
   */
  static WrittenBatch parse(String json) {
    try {
      return JSON.readValue(json, WrittenBatch.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the state of a batch", e);
    }
  }

  /** Returns a moment of the process that wrote this on the clocks of this process. */
  private ClockReading reading(long unixMillis, long writtenNanos) {
    return new ClockReading(
        unixMillis, writtenNanos - TimeUnit.MILLISECONDS.toNanos(written - unixMillis));
  }

  ClockReading createdReading(long writtenNanos) {
    return reading(created, writtenNanos);
  }

  /**
   * Returns the state.
   *
   * @param writtenNanos when it was written, on the monotonic clock of this process
   */
  BatchState toState(long writtenNanos) {
    ClockReading change = reading(updated, writtenNanos);
    List<BatchImage> finished = read(images);
    return switch (status) {
      case PENDING -> new BatchState.Pending(change);
      case IN_PROGRESS ->
          new BatchState.InProgress(
              change,
              finished,
              ahead == null ? List.of() : read(ahead),
              reading(begun, writtenNanos),
              waiting,
              stage,
              step,
              totalSteps);
      case COMPLETE -> new BatchState.Complete(change, finished, timeTakenMillis);
      case CANCELLED -> new BatchState.Cancelled(change, finished);
      default -> new BatchState.Failed(change, finished, message, code, refusal, retryAfter());
    };
  }

  private static List<BatchImage> read(List<WrittenImage> written) {
    return IntStream.range(0, written.size()).mapToObj(n -> written.get(n).toImage(n)).toList();
  }

  private Optional<Duration> retryAfter() {
    return retryAfterMillis < 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(retryAfterMillis));
  }
}
