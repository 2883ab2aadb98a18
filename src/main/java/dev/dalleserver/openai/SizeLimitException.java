package dev.dalleserver.openai;

import java.io.IOException;

/** A stream had more bytes than are accepted; reading stopped there. */
final class SizeLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  SizeLimitException(long limit) {
    super("more than " + limit + " bytes");
  }
}
