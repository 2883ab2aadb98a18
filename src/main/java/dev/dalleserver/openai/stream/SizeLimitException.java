package dev.dalleserver.openai.stream;

import java.io.IOException;

/** A stream had more bytes than are accepted; reading stopped there. */
public final class SizeLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  public SizeLimitException(long limit) {
    super("more than " + limit + " bytes");
  }
}
