package dev.dalleserver.generation;

import org.jspecify.annotations.Nullable;

/** A run cannot go on. The message is shown to callers: it names no secret and no absolute path. */
public class GenerationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  public GenerationException(FailureCode code, String message) {
    this(code, message, null);
  }

  public GenerationException(FailureCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public FailureCode code() {
    return code;
  }

  /**
   * False when it is certain that nothing was charged: no request got out, or every one was turned
   * away.
   */
  public boolean mayHaveCost() {
    return true;
  }

  /** Never null: there is no failure without a reason. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
