package dev.dalleserver.openai.finder;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * What was found in an answer.
 *
 * @param picture the bytes of the picture, written and not closed; empty when there are none
 * @param whole false when the answer ended before the picture did
 * @param url where the picture is, absolute or relative; empty when the answer names no place
 * @param otherUrls where pictures are too, should that one be gone
 * @param problem why there is no whole picture, for messages; empty when there is one
 * @param <S> what pictures are written to
 */
public record Finding<S extends OutputStream>(
    Optional<S> picture, boolean whole, String url, List<String> otherUrls, String problem) {
  /** Begins the problem of an answer that is not JSON. */
  static final String NOT_JSON = "it is not JSON";

  /** Returns true when nothing was found because the answer is not JSON. */
  public boolean isNotJson() {
    return problem.startsWith(NOT_JSON);
  }
}
