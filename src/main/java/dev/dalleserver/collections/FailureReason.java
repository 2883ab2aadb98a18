package dev.dalleserver.collections;

/**
 * Why pictures of a collection could not be made.
 *
 * @param errorCode the stable name of the failure
 * @param error what went wrong
 */
public record FailureReason(String errorCode, String error) {
  private static final int MAX_LENGTH = 300;

  public FailureReason {
    errorCode = cut(errorCode);
    error = cut(error);
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
