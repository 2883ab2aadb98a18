package dev.dalleserver.painting;

/** Bytes are not what the PNG standard asks for; the message says what is wrong. */
public final class DamagedPngException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedPngException(String message) {
    super(message);
  }
}
