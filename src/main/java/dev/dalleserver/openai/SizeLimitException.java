package dev.dalleserver.openai;

import java.io.IOException;

/** More bytes were offered than are accepted; reading stopped there. */
final class SizeLimitException extends IOException {
  private static final long serialVersionUID = 1L;

  SizeLimitException(long limit) {
    super("more than " + limit + " bytes");
  }
}
