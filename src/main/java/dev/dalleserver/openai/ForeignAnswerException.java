package dev.dalleserver.openai;

import com.fasterxml.jackson.core.JacksonException;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;

/**
 * A success whose body is no whole JSON: it does not come from the service, but from a server in
 * front of it, or was cut on the way.
 */
final class ForeignAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  ForeignAnswerException(JacksonException problem) {
    super(PlainReason.of(problem), problem);
  }
}
