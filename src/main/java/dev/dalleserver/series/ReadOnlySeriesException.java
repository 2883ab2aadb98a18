package dev.dalleserver.series;

/** A series was to be changed that ships with the program. */
public final class ReadOnlySeriesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReadOnlySeriesException(SeriesName name) {
    super("the series " + name + " is built in and cannot be changed");
  }
}
