package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.study.Study;

/** Draws the scenery behind and before the figure. */
public final class SceneryArtist {
  private final Study study;

  public SceneryArtist(Study study) {
    this.study = study;
  }

  /** Draws ground, plan and habitat; called before the figure is drawn. */
  public void behind() {
    new Backdrop(study).draw();
    new Plan(study).draw();
    new Habitat(study).draw();
  }

  /** Draws the foreground; called after the figure is drawn. */
  public void before() {
    new Foreground(study).draw();
  }
}
