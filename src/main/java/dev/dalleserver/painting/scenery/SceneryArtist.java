package dev.dalleserver.painting.scenery;

import dev.dalleserver.painting.study.Study;

/** Draws what lies behind the figure, and what lies before it. */
public final class SceneryArtist {
  private final Study study;

  public SceneryArtist(Study study) {
    this.study = study;
  }

  /** Ground, plan and habitat: call before the figure. */
  public void behind() {
    new Backdrop(study).draw();
    new Plan(study).draw();
    new Habitat(study).draw();
  }

  /** Call after the figure. */
  public void before() {
    new Foreground(study).draw();
  }
}
