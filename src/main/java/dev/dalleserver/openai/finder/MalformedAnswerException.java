package dev.dalleserver.openai.finder;

import java.io.IOException;

/** The answer is not what its beginning promises; the message says how, and quotes nothing. */
final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String message) {
    super(message);
  }
}
