package dev.dalleserver.batches;

import dev.dalleserver.pictures.ProgressListener.Stage;
import dev.dalleserver.progress.Ending;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The state of a batch. A terminal state is final: no late change replaces it. */
public sealed interface BatchState {
  /** Returns when the batch came into this state, or last changed within it. */
  ClockReading updated();

  /** Returns the pictures that are finished, in order. */
  List<BatchImage> images();

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
   * A picture is being made.
   *
   * @param begun when the current picture was begun
   * @param waiting whether the current picture waits for the rate limit of the provider
   * @param step the step that the provider has reported, of {@code totalSteps}; both 0 when it has
   *     reported none
   */
  record InProgress(
      ClockReading updated,
      List<BatchImage> images,
      ClockReading begun,
      boolean waiting,
      Stage stage,
      int step,
      int totalSteps)
      implements BatchState {
    public InProgress {
      images = List.copyOf(images);
    }

    /** Returns the state in which the next picture is begun. */
    static InProgress begin(ClockReading now, List<BatchImage> finished) {
      return new InProgress(now, finished, now, false, Stage.LOADING, 0, 0);
    }

    /** Returns the state in which the current picture has not begun, since it has to wait. */
    InProgress waiting(ClockReading now) {
      return new InProgress(now, images, now, true, Stage.LOADING, 0, 0);
    }

    InProgress withProgress(ClockReading now, Stage newStage, int newStep, int newTotal) {
      return new InProgress(now, images, begun, waiting, newStage, newStep, newTotal);
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
   */
  record Failed(ClockReading updated, List<BatchImage> images, String message, String code)
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
}
