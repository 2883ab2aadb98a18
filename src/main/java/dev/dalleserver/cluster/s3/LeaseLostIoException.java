package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.LeaseLostException;
import java.io.IOException;

/** An artifact was not stored, because the worker does not hold the lease of its job any more. */
final class LeaseLostIoException extends IOException {
  private static final long serialVersionUID = 1L;

  LeaseLostIoException(LeaseLostException cause) {
    super(cause.getMessage(), cause);
  }
}
