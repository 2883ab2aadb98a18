package dev.dalleserver.cluster.s3;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bucket could not be reached, or did not do what was asked of it. */
public final class BucketException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean ofObject;
  private final String remedy;

  /**
   * @param reason for clients and operators: names neither a place nor a secret
   */
  BucketException(String reason, @Nullable Throwable cause) {
    this(reason, "", cause, false);
  }

  BucketException(BucketFault fault, Throwable cause) {
    this(fault.reason(), fault.remedy(), cause, false);
  }

  private BucketException(
      String reason, String remedy, @Nullable Throwable cause, boolean ofObject) {
    super("the bucket cannot be used: " + reason, cause);
    this.remedy = remedy;
    this.ofObject = ofObject;
  }

  /** A fault of one object; the bucket has answered. */
  static BucketException ofObject(String reason, @Nullable Throwable cause) {
    return new BucketException(reason, "", cause, true);
  }

  /** Returns the message, and what the operator can do. */
  public String withRemedy() {
    String message = String.valueOf(getMessage());
    return remedy.isEmpty() ? message : message + "; " + remedy;
  }

  /** Returns true when one object is missing or damaged, and the bucket can be used. */
  public boolean isOfObject() {
    return ofObject;
  }
}
