package dev.dalleserver.cluster.postgres;

import java.io.IOException;

/** The calling worker's lease holds no more: another process may do its work now. */
public final class LeaseLostException extends IOException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException() {
    super("the lease of this work is over");
  }
}
