package dev.dalleserver.settings;

import java.util.List;

/** The outcome of loading the settings. */
public sealed interface LoadOutcome {
  /**
   * The settings are valid.
   *
   * @param warnings one line each, for values that have no effect or are risky
   */
  record Loaded(Settings settings, List<String> warnings) implements LoadOutcome {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The settings are invalid, and the server must not start.
   *
   * @param problems all problems, one line each: the setting, the given value, the accepted values.
   *     Never empty, never with a secret.
   */
  record Rejected(List<String> problems) implements LoadOutcome {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /** {@code --help} was given; all other arguments are ignored. */
  record HelpRequested() implements LoadOutcome {}

  /** {@code --version} was given. */
  record VersionRequested() implements LoadOutcome {}
}
