package dev.dalleserver.cluster.postgres;

/** A worker wanted to change what is stored after another node may have taken over its job. */
public final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException() {
    super("another server may work on this by now");
  }
}
