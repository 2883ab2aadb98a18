package dev.dalleserver.pricing;

/**
 * The tokens that a call has used, as the provider counts them.
 *
 * @param input tokens of the request
 * @param inputText those of {@code input} that are text
 * @param inputImage those of {@code input} that are pictures
 * @param output tokens of the answer
 * @param total as the provider says, usually {@code input + output}
 */
public record TokenUsage(long input, long inputText, long inputImage, long output, long total) {
  /** A call, or none at all, that used no tokens. */
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

  /** Returns the tokens of the request that are no pictures; those of unknown kind are text. */
  public long textInput() {
    return Math.max(0, input - inputImage);
  }

  /** Returns what both have used. */
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input,
        inputText + other.inputText,
        inputImage + other.inputImage,
        output + other.output,
        total + other.total);
  }
}
