package dev.dalleserver.series;

/** A new series was to be made where there are as many as there may be. */
public final class TooManySeriesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManySeriesException(int most) {
    super("there are " + most + " series of your own already, and no more are taken");
  }
}
