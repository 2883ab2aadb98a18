package dev.dalleserver.painting.scene;

/** What shows the occupation. */
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

  /** True for what sits on the head. */
  public boolean onHead() {
    return ordinal() <= HOOD.ordinal();
  }

  /** True for what a hand holds. */
  public boolean inHand() {
    return ordinal() >= TOOL.ordinal();
  }
}
