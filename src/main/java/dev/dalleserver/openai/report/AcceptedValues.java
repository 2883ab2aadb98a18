package dev.dalleserver.openai.report;

import java.util.Optional;

/** The values of a parameter that a model takes, as its refusal names them. */
@FunctionalInterface
public interface AcceptedValues {
  /** Returns the accepted value that is nearest to the wanted one; empty when none is known. */
  Optional<String> nearest(String wanted);

  /**
   * Reads the values from the words of a refusal.
   *
   * @param sent the value that was refused
   */
  static AcceptedValues of(String parameter, String sent, String words) {
    return switch (parameter) {
      case "size" -> AcceptedSizes.in(words, sent);
      case "quality" -> QualitiesInRefusal.in(words, sent);
      default -> wanted -> Optional.empty();
    };
  }
}
