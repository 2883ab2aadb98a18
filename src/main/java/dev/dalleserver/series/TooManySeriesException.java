package dev.dalleserver.series;

/** A request to create a series beyond the maximum number of user series. */
public final class TooManySeriesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManySeriesException(int max) {
    super("there are already " + max + " series of your own, which is the limit; delete one first");
  }
}
