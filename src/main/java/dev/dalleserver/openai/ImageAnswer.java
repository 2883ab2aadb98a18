package dev.dalleserver.openai;

/**
 * What an images call has brought: the encoded picture, or where it is.
 *
 * @param picture the bytes, empty when there is only a URL
 * @param url where the provider keeps the picture, or empty
 * @param requestId the provider's id of the call, or empty
 */
record ImageAnswer(byte[] picture, String url, String requestId) {
  boolean inline() {
    return picture.length > 0;
  }
}
