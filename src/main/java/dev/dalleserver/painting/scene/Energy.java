package dev.dalleserver.painting.scene;

/** How much everything moves; from the adverb. */
public enum Energy {
  STILL(0),
  CALM(0.25f),
  STEADY(0.5f),
  LIVELY(0.75f),
  WILD(1);

  private final float amount;

  Energy(float amount) {
    this.amount = amount;
  }

  /** 0 to 1. */
  public float amount() {
    return amount;
  }
}
