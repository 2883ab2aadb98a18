package dev.dalleserver.doctor;

import dev.dalleserver.console.EscapedText;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that is not as it should be.
 *
 * @param where relative to the data directory
 * @param what what is wrong
 * @param advice what to do about it
 * @param aside the file that is moved out of the way to mend it; empty when a person must decide
 */
public record Problem(String where, String what, String advice, Optional<Path> aside) {
  /** One line for a terminal. */
  @Override
  public String toString() {
    return EscapedText.oneLine(where + ": " + what + "; " + advice);
  }
}
