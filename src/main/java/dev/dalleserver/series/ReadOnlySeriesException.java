package dev.dalleserver.series;

import dev.dalleserver.picture.SeriesName;

/** A request to change or remove a built-in series. */
public final class ReadOnlySeriesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReadOnlySeriesException(SeriesName name) {
    super("the series " + name + " is built in and cannot be changed");
  }
}
