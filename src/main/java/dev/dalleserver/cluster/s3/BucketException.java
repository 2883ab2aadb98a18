package dev.dalleserver.cluster.s3;

import java.io.IOException;

/** The bucket could not be reached, or did not do what was asked of it. */
public final class BucketException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for clients and operators: names neither a key nor a secret
   */
  BucketException(String message, Throwable cause) {
    super(message, cause);
  }
}
