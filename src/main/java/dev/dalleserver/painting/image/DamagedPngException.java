package dev.dalleserver.painting.image;

/** Thrown for bytes that break the PNG standard; the message says how. */
public final class DamagedPngException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedPngException(String message) {
    super(message);
  }
}
