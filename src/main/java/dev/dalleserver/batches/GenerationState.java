package dev.dalleserver.batches;

import dev.dalleserver.generation.ProgressListener.Stage;
import java.util.List;
import java.util.Locale;

/** Where a generation stands. A terminal state is final: nothing that comes late replaces it. */
public sealed interface GenerationState {
  /** When it came into this state, or last moved on within it. */
  Moment updated();

  /** The pictures that are finished, in order. */
  List<BatchImage> images();

  /** True when nothing will change any more. */
  default boolean terminal() {
    return false;
  }

  /** The name in JSON. */
  String status();

  /** Accepted, not begun. */
  record Pending(Moment updated) implements GenerationState {
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
      Moment updated, List<BatchImage> images, Moment begun, Stage stage, int step, int totalSteps)
      implements GenerationState {
    public InProgress {
      images = List.copyOf(images);
    }

    /** The next picture is begun. */
    static InProgress begin(Moment now, List<BatchImage> finished) {
      return new InProgress(now, finished, now, Stage.LOADING, 0, 0);
    }

    InProgress at(Moment now, Stage newStage, int newStep, int newTotal) {
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
  record Complete(Moment updated, List<BatchImage> images, long timeTakenMillis)
      implements GenerationState {
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
  record Failed(Moment updated, List<BatchImage> images, String message, String code)
      implements GenerationState {
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
  record Cancelled(Moment updated, List<BatchImage> images) implements GenerationState {
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
