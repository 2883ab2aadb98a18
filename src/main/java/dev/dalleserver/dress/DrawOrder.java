package dev.dalleserver.dress;

import dev.dalleserver.series.AttributeDatabases;
import java.util.Arrays;
import java.util.List;

/**
 * Which attributes a dress has, and which digits of the seed each one reads: those at four times
 * its position.
 */
enum DrawOrder {
  /** The sixteen of the contract: the seed draws fifteen, and the back style has no digits. */
  CURRENT(List.of(AttributeName.values())),

  /**
   * The fifteen of the original's releases up to v6.7.0, which never reach the composition: the
   * back style is the fifteenth.
   */
  EARLIER(
      Arrays.stream(AttributeName.values())
          .filter(name -> name != AttributeName.COMPOSITION)
          .toList());

  /** The number of attributes that the seed draws in either order. */
  private static final int DRAWN = 15;

  private final List<AttributeName> names;

  DrawOrder(List<AttributeName> names) {
    this.names = names;
  }

  /** Returns the order in which the program drew that the databases were made for. */
  static DrawOrder of(AttributeDatabases databases) {
    return databases.areOfEarlierRelease() ? EARLIER : CURRENT;
  }

  List<AttributeName> names() {
    return names;
  }

  /** Returns the attributes that the seed draws. */
  List<AttributeName> drawn() {
    return names.subList(0, DRAWN);
  }

  /** Returns the six hex digits that choose an attribute of {@link #drawn()}. */
  String chunk(Seed seed, AttributeName name) {
    return seed.chunk(names.indexOf(name));
  }
}
