package dev.dalleserver.doctor;

import dev.dalleserver.console.EscapedText;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A problem in a data directory.
 *
 * @param location the path, relative to the data directory
 * @param description what is wrong
 * @param advice what the operator can do about it
 * @param fileToMove the file to move aside as the repair; empty when the operator must decide
 * @param mayBePaid whether the file may have been paid for, so that it is moved only when the
 *     operator says so
 */
public record Problem(
    String location,
    String description,
    String advice,
    Optional<Path> fileToMove,
    boolean mayBePaid) {
  /** Formats the problem as one line for a terminal. */
  @Override
  public String toString() {
    return EscapedText.oneLine(location + ": " + description + "; " + advice);
  }
}
