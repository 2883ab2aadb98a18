package dev.dalleserver.pricing;

/**
 * What a million tokens cost.
 *
 * @param inputText of the text in requests
 * @param inputImage of the pictures in requests
 * @param output of answers, texts or pictures
 */
record TokenPrices(Money inputText, Money inputImage, Money output) {
  Money cost(TokenUsage usage) {
    return inputText
        .forTokens(usage.textInput())
        .plus(inputImage.forTokens(usage.inputImage()))
        .plus(output.forTokens(usage.output()));
  }
}
