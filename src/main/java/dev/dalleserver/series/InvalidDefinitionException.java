package dev.dalleserver.series;

import java.util.List;

/** The definition of a series cannot be used. */
public final class InvalidDefinitionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** A list of the JDK's own, which can be serialized as every exception must be. */
  @SuppressWarnings("serial")
  private final List<String> problems;

  InvalidDefinitionException(List<String> problems) {
    super("this is not the definition of a series");
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong with it, one text each. */
  public List<String> problems() {
    return problems;
  }
}
