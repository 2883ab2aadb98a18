package dev.dalleserver.settings;

import java.util.List;

/** What came of reading the settings. */
public sealed interface LoadOutcome {
  /**
   * All is well.
   *
   * @param warnings one line each: what was set but means nothing
   */
  record Loaded(Settings settings, List<String> warnings) implements LoadOutcome {
    public Loaded {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Nothing may be started.
   *
   * @param problems every one there is, one line each: the setting, what was given, what is
   *     accepted. Never empty, never with a secret in it.
   */
  record Rejected(List<String> problems) implements LoadOutcome {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /** {@code --help} was asked for, whatever else was. */
  record HelpWanted() implements LoadOutcome {}

  /** {@code --version} was asked for. */
  record VersionWanted() implements LoadOutcome {}
}
