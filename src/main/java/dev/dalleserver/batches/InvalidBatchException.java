package dev.dalleserver.batches;

/** A batch was asked for that cannot be made; the message names the member of the request. */
public final class InvalidBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String member;
  private final String received;
  private final String expected;

  /**
   * @param member the name in the JSON of the request
   * @param received what it held
   * @param expected what it may hold
   */
  public InvalidBatchException(String member, String received, String expected) {
    super(member + " must be " + expected);
    this.member = member;
    this.received = received;
    this.expected = expected;
  }

  public String member() {
    return member;
  }

  public String received() {
    return received;
  }

  public String expected() {
    return expected;
  }
}
