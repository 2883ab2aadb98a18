package dev.dalleserver.series;

/**
 * Limits of the filters of a series, since every filter is compared with every record. The built-in
 * series have at most 45 filters for a database, of at most 24 characters.
 */
final class FilterLimits {
  /** The maximum number of filters for one database. */
  static final int MAX_FILTERS = 500;

  /** The maximum number of characters (UTF-16 units) of one filter. */
  static final int MAX_FILTER_LENGTH = 200;

  private FilterLimits() {}
}
