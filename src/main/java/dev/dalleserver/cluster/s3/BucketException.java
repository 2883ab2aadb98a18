package dev.dalleserver.cluster.s3;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bucket could not be reached, or did not do what was asked of it. */
public final class BucketException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason for clients and operators: names neither a place nor a secret
   */
  BucketException(String reason, @Nullable Throwable cause) {
    super("the bucket cannot be used: " + reason, cause);
  }
}
