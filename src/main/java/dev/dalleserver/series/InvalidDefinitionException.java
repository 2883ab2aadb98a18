package dev.dalleserver.series;

import java.util.List;

/** A definition of a series that cannot be used. */
public final class InvalidDefinitionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** A list class of the JDK, which is serializable as the fields of an exception must be. */
  @SuppressWarnings("serial")
  private final List<String> problems;

  InvalidDefinitionException(List<String> problems) {
    super("this is not the definition of a series");
    this.problems = List.copyOf(problems);
  }

  /** Returns all problems of the definition, one text each. */
  public List<String> problems() {
    return problems;
  }
}
