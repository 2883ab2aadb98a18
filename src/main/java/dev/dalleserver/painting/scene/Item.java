package dev.dalleserver.painting.scene;

/** The object that shows the occupation. */
public enum Item {
  HAT,
  CAP,
  HELMET,
  CROWN,
  HOOD,
  APRON,
  SCARF,
  GLASSES,
  TOOL,
  BRUSH,
  BOOK,
  SCROLL,
  INSTRUMENT,
  LANTERN,
  STAFF,
  BASKET,
  NET,
  FLAG,
  BAG,
  BOTTLE;

  /** Returns whether it is worn on the head. */
  public boolean onHead() {
    return ordinal() <= HOOD.ordinal();
  }

  /** Returns whether a hand holds it. */
  public boolean inHand() {
    return ordinal() >= TOOL.ordinal();
  }
}
