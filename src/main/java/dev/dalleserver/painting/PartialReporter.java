package dev.dalleserver.painting;

import dev.dalleserver.painting.RenderPipeline.Stage;
import dev.dalleserver.painting.RenderPipeline.StageListener;
import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.pictures.ProgressListener;
import java.util.List;

/** Reports what is painted so far to a listener that wants it, at one to three stages. */
final class PartialReporter implements StageListener {
  private final ProgressListener listener;
  private final List<Stage> stages;

  PartialReporter(ProgressListener listener) {
    this.listener = listener;
    this.stages =
        switch (listener.wantedPreviews()) {
          case 0 -> List.of();
          case 1 -> List.of(Stage.STUDY);
          case 2 -> List.of(Stage.STUDY, Stage.PAINTED);
          default -> List.of(Stage.SCENERY, Stage.STUDY, Stage.PAINTED);
        };
  }

  @Override
  public void onStage(Stage stage, Canvas canvas) {
    if (stages.contains(stage)) {
      listener.onPreview(new CanvasPreview(canvas));
    }
  }
}
