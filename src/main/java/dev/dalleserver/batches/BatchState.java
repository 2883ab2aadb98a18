package dev.dalleserver.batches;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.progress.Ending;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of a batch. A terminal state is final: no late change replaces it. */
public sealed interface BatchState {
  /** Returns when the batch came into this state, or last changed within it. */
  ClockReading updated();

  /**
   * Returns the pictures that are finished, in order. Of a batch that has not ended only those
   * before which none is missing, so that a picture's place never changes.
   */
  List<BatchImage> images();

  /** Returns the pictures that are finished before an earlier one, in order. */
  default List<BatchImage> ahead() {
    return List.of();
  }

  /** Returns how the batch has ended; empty before. */
  Optional<Ending> ending();

  /** Returns true when nothing will change any more. */
  default boolean isTerminal() {
    return ending().isPresent();
  }

  /** Returns the name in JSON. */
  String status();

  /** The batch is accepted and not begun. */
  record Pending(ClockReading updated) implements BatchState {
    @Override
    public List<BatchImage> images() {
      return List.of();
    }

    @Override
    public Optional<Ending> ending() {
      return Optional.empty();
    }

    @Override
    public String status() {
      return "pending";
    }
  }

  /**
   * Pictures are being made. The current picture is the first that is not finished.
   *
   * @param ahead the pictures that are finished before the current one
   * @param begun when the current picture was begun
   * @param waiting whether the current picture waits for the rate limit of the provider
   * @param step the step that the provider has reported, of {@code totalSteps}; both 0 when it has
   *     reported none
   */
  record InProgress(
      ClockReading updated,
      List<BatchImage> images,
      List<BatchImage> ahead,
      ClockReading begun,
      boolean waiting,
      Stage stage,
      int step,
      int totalSteps)
      implements BatchState {
    public InProgress {
      images = List.copyOf(images);
      ahead = List.copyOf(ahead);
    }

    /** Returns the state in which the current picture is begun. */
    static InProgress begin(ClockReading now, List<BatchImage> finished) {
      return begin(now, finished, List.of());
    }

    /** Returns the state in which the current picture is begun, after others of its batch. */
    static InProgress begin(
        ClockReading now, List<BatchImage> finished, List<BatchImage> finishedAhead) {
      return new InProgress(now, finished, finishedAhead, now, false, Stage.LOADING, 0, 0);
    }

    /** Returns the state after one of the pictures is finished. */
    static InProgress after(BatchState old, BatchImage finished, ClockReading now) {
      List<BatchImage> all = inOrder(old, finished);
      int whole = 0;
      while (whole < all.size() && all.get(whole).number() == whole) {
        whole++;
      }
      List<BatchImage> images = all.subList(0, whole);
      List<BatchImage> ahead = all.subList(whole, all.size());
      return old instanceof InProgress working && whole == old.images().size()
          ? working.withAhead(now, ahead)
          : begin(now, images, ahead);
    }

    /** Returns the state in which the current picture has not begun, since it has to wait. */
    InProgress waiting(ClockReading now) {
      return new InProgress(now, images, ahead, now, true, Stage.LOADING, 0, 0);
    }

    InProgress withProgress(ClockReading now, Stage newStage, int newStep, int newTotal) {
      return new InProgress(now, images, ahead, begun, waiting, newStage, newStep, newTotal);
    }

    private InProgress withAhead(ClockReading now, List<BatchImage> newAhead) {
      return new InProgress(now, images, newAhead, begun, waiting, stage, step, totalSteps);
    }

    @Override
    public Optional<Ending> ending() {
      return Optional.empty();
    }

    @Override
    public String status() {
      return "in_progress";
    }

    /** Returns the stage's name in JSON. */
    public String stageText() {
      return stage.name().toLowerCase(Locale.ROOT);
    }
  }

  /** All pictures are finished. */
  record Complete(ClockReading updated, List<BatchImage> images, long timeTakenMillis)
      implements BatchState {
    public Complete {
      images = List.copyOf(images);
    }

    @Override
    public Optional<Ending> ending() {
      return Optional.of(Ending.COMPLETED);
    }

    @Override
    public String status() {
      return "complete";
    }
  }

  /**
   * The batch failed.
   *
   * @param code one of the contract's names
   * @param refusal the protocol's code for content that the provider refuses, or empty; see {@link
   *     JobException#refusal}
   * @param retryAfter how long the provider asks to wait
   */
  record Failed(
      ClockReading updated,
      List<BatchImage> images,
      String message,
      String code,
      String refusal,
      Optional<Duration> retryAfter)
      implements BatchState {
    public Failed {
      images = List.copyOf(images);
    }

    @Override
    public Optional<Ending> ending() {
      return Optional.of(Ending.FAILED);
    }

    @Override
    public String status() {
      return "error";
    }
  }

  /** A client cancelled the batch. */
  record Cancelled(ClockReading updated, List<BatchImage> images) implements BatchState {
    public Cancelled {
      images = List.copyOf(images);
    }

    @Override
    public Optional<Ending> ending() {
      return Optional.of(Ending.CANCELLED);
    }

    @Override
    public String status() {
      return "cancelled";
    }
  }

  /** Returns all finished pictures of a state, with another one, in their order. */
  static List<BatchImage> inOrder(BatchState state, @Nullable BatchImage other) {
    return Stream.of(
            state.images(), state.ahead(), other == null ? List.<BatchImage>of() : List.of(other))
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(BatchImage::number))
        .toList();
  }
}
