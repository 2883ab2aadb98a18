package dev.dalleserver.painting;

import dev.dalleserver.painting.canvas.Canvas;
import dev.dalleserver.painting.figure.FigureArtist;
import dev.dalleserver.painting.finish.Finish;
import dev.dalleserver.painting.finish.StoryFrame;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scenery.SceneryArtist;
import dev.dalleserver.painting.study.Study;
import dev.dalleserver.painting.technique.Catalog;
import dev.dalleserver.painting.technique.Pace;
import dev.dalleserver.painting.technique.StoppedException;
import dev.dalleserver.painting.technique.TechniqueInput;

/** The order of work on one picture: study, technique, finish. */
final class RenderPipeline {
  private final Scene scene;

  RenderPipeline(Scene scene) {
    this.scene = scene;
  }

  /** A stage of the work at which there is something to see. */
  enum Stage {
    /** The scenery of the study, without the figure. */
    SCENERY,
    /** The whole study, which the technique then paints. */
    STUDY,
    /** What the technique has painted, without the finish. */
    PAINTED
  }

  /** Receives what is painted at a stage; the canvas changes afterwards. */
  @FunctionalInterface
  interface StageListener {
    void onStage(Stage stage, Canvas canvas);
  }

  /** Paints the whole picture. Of the progress, 22 % are for the study, 63 % for the technique. */
  Canvas paint(Pace pace, StageListener stages) throws StoppedException {
    pace.at(0);
    Study study = new Study(scene);
    SceneryArtist scenery = new SceneryArtist(study);
    scenery.behind();
    stages.onStage(Stage.SCENERY, study.colors());
    pace.at(0.12f);
    new FigureArtist(study).draw();
    scenery.before();
    stages.onStage(Stage.STUDY, study.colors());
    pace.at(0.22f);
    Canvas canvas = study.colors().another();
    Catalog.of(scene.style())
        .technique()
        .paint(new TechniqueInput(study, canvas, pace.part(0.22f, 0.85f)));
    stages.onStage(Stage.PAINTED, canvas);
    TechniqueInput last = new TechniqueInput(study, canvas, pace.part(0.85f, 1));
    Finish.apply(last);
    StoryFrame.draw(last);
    pace.at(1);
    return canvas;
  }
}
