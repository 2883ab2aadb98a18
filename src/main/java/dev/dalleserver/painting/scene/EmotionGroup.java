package dev.dalleserver.painting.scene;

/**
 * A family of emotions and how a face and a body show it.
 *
 * <p>All measures are relative to a face at rest: the mouth's corners (-1 down to 1 up) and opening
 * (0 to 1), the brows' slant (-1 worried to 1 stern) and lift, the eyes' opening (1 normal), the
 * shoulders' lift, the head's bow (positive down) and the arms' openness (-1 drawn in to 1 spread).
 */
public enum EmotionGroup {
  JOY(0.95f, 0.55f, -0.15f, 0.4f, 0.85f, 0.12f, -0.05f, 0.8f),
  LOVE(0.75f, 0, -0.3f, 0.2f, 0.6f, 0.05f, 0.02f, 0.3f),
  SURPRISE(0.05f, 0.85f, -0.1f, 1, 1.3f, 0.2f, -0.05f, 0.6f),
  ANGER(-0.75f, 0.3f, 1, -0.5f, 0.72f, 0.2f, 0.1f, 0.4f),
  SADNESS(-0.85f, 0, -0.9f, 0.2f, 0.55f, -0.3f, 0.22f, -0.7f),
  FEAR(-0.5f, 0.5f, -0.8f, 0.8f, 1.28f, 0.3f, 0.05f, -0.9f),
  DISGUST(-0.75f, 0.1f, 0.6f, -0.3f, 0.5f, 0.05f, -0.06f, -0.3f),
  TRUST(0.55f, 0, -0.1f, 0.1f, 0.9f, 0, 0, 0.2f),
  ANTICIPATION(0.5f, 0.2f, 0.05f, 0.6f, 1.12f, 0.12f, -0.08f, 0.4f),
  SERENITY(0.5f, 0, -0.2f, 0.05f, 0.38f, -0.05f, 0.03f, 0),
  PRIDE(0.45f, 0, 0.25f, 0.3f, 0.62f, 0.15f, -0.2f, 0.6f),
  SHAME(-0.4f, 0, -0.7f, -0.1f, 0.45f, -0.2f, 0.25f, -0.8f),
  INTEREST(0.3f, 0.12f, 0.05f, 0.7f, 1.18f, 0.02f, 0, 0.2f),
  LONGING(-0.2f, 0.06f, -0.6f, 0.3f, 0.78f, -0.08f, -0.1f, 0.1f),
  AWE(0.12f, 0.65f, -0.35f, 0.95f, 1.3f, 0.05f, -0.2f, 0.3f);

  private final float mouth;
  private final float opening;
  private final float slant;
  private final float lift;
  private final float eyes;
  private final float shoulders;
  private final float bow;
  private final float arms;

  EmotionGroup(
      float mouth,
      float opening,
      float slant,
      float lift,
      float eyes,
      float shoulders,
      float bow,
      float arms) {
    this.mouth = mouth;
    this.opening = opening;
    this.slant = slant;
    this.lift = lift;
    this.eyes = eyes;
    this.shoulders = shoulders;
    this.bow = bow;
    this.arms = arms;
  }

  public float mouth() {
    return mouth;
  }

  public float opening() {
    return opening;
  }

  public float slant() {
    return slant;
  }

  public float lift() {
    return lift;
  }

  public float eyes() {
    return eyes;
  }

  public float shoulders() {
    return shoulders;
  }

  public float bow() {
    return bow;
  }

  public float arms() {
    return arms;
  }
}
