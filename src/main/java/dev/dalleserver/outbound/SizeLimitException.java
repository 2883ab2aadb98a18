package dev.dalleserver.outbound;

import java.io.IOException;

/** A stream had more bytes than are accepted; reading stopped there. */
public final class SizeLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long limit;

  public SizeLimitException(long limit) {
    super("more than " + limit + " bytes");
    this.limit = limit;
  }

  /** Returns how many bytes are accepted. */
  public long limit() {
    return limit;
  }
}
