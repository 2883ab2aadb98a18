package dev.dalleserver.batches;

import java.util.List;
import java.util.stream.Collectors;

/** A request for a batch has invalid members; the message names them. */
public final class InvalidBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * One invalid member.
   *
   * @param member the name in the JSON of the request
   * @param received what it held
   * @param expected what it may hold
   */
  public record Problem(String member, String received, String expected) {}

  /**
   * @param problems at least one
   */
  public InvalidBatchException(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> problem.member() + " must be " + problem.expected())
            .collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** Returns all problems, in the order of the contract. */
  public List<Problem> problems() {
    return problems;
  }
}
