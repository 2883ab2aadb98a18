package dev.dalleserver.batches;

import dev.dalleserver.generation.ProgressListener.Stage;
import java.util.List;
import java.util.Locale;

/** Where a generation stands. A terminal state is final: nothing that comes late replaces it. */
public sealed interface BatchState {
  /** When it came into this state, or last moved on within it. */
  ClockReading updated();

  /** The pictures that are finished, in order. */
  List<BatchImage> images();

  /** True when nothing will change any more. */
  default boolean terminal() {
    return false;
  }

  /** The name in JSON. */
  String status();

  /** Accepted, not begun. */
  record Pending(ClockReading updated) implements BatchState {
    @Override
    public List<BatchImage> images() {
      return List.of();
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
   * @param step what the provider has said about it, as {@code totalSteps}; both 0 when nothing
   */
  record InProgress(
      ClockReading updated,
      List<BatchImage> images,
      ClockReading begun,
      Stage stage,
      int step,
      int totalSteps)
      implements BatchState {
    public InProgress {
      images = List.copyOf(images);
    }

    /** The next picture is begun. */
    static InProgress begin(ClockReading now, List<BatchImage> finished) {
      return new InProgress(now, finished, now, Stage.LOADING, 0, 0);
    }

    InProgress at(ClockReading now, Stage newStage, int newStep, int newTotal) {
      return new InProgress(now, images, begun, newStage, newStep, newTotal);
    }

    @Override
    public String status() {
      return "in_progress";
    }

    /** The stage's name in JSON. */
    public String stageText() {
      return stage.name().toLowerCase(Locale.ROOT);
    }
  }

  /** All pictures are there. */
  record Complete(ClockReading updated, List<BatchImage> images, long timeTakenMillis)
      implements BatchState {
    public Complete {
      images = List.copyOf(images);
    }

    @Override
    public boolean terminal() {
      return true;
    }

    @Override
    public String status() {
      return "complete";
    }
  }

  /**
   * It went wrong.
   *
   * @param code one of the contract's names
   */
  record Failed(ClockReading updated, List<BatchImage> images, String message, String code)
      implements BatchState {
    public Failed {
      images = List.copyOf(images);
    }

    @Override
    public boolean terminal() {
      return true;
    }

    @Override
    public String status() {
      return "error";
    }
  }

  /** Somebody did not want it any longer. */
  record Cancelled(ClockReading updated, List<BatchImage> images) implements BatchState {
    public Cancelled {
      images = List.copyOf(images);
    }

    @Override
    public boolean terminal() {
      return true;
    }

    @Override
    public String status() {
      return "cancelled";
    }
  }
}
