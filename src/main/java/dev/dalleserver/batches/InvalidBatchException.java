package dev.dalleserver.batches;

import java.util.List;
import java.util.stream.Collectors;

/** A batch was asked for that cannot be made; the message names the members of the request. */
public final class InvalidBatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * What is wrong with one member.
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

  /** All that is wrong, in the order of the contract. */
  public List<Problem> problems() {
    return problems;
  }
}
