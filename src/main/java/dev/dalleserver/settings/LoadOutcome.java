package dev.dalleserver.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The outcome of loading the settings. */
public sealed interface LoadOutcome {
  /**
   * The settings are valid.
   *
   * @param warnings one line each, for values that have no effect or are risky
   * @param fixed the values of the settings that only a restart changes, by name; to be compared
   *     and never shown
   */
  record Loaded(Settings settings, List<String> warnings, Map<String, Object> fixed)
      implements LoadOutcome {
    public Loaded {
      warnings = List.copyOf(warnings);
      fixed = Map.copyOf(fixed);
    }

    /** Returns what a running server with these settings takes up when it finds other ones. */
    public ReloadableSettings.Changes changesTo(Loaded wanted, ReloadableSettings running) {
      ReloadableSettings.Changes changes = running.changesTo(wanted.settings.reloadable());
      List<String> needRestart =
          fixed.entrySet().stream()
              .filter(entry -> !entry.getValue().equals(wanted.fixed.get(entry.getKey())))
              .map(Map.Entry::getKey)
              .sorted()
              .collect(Collectors.toCollection(ArrayList::new));
      needRestart.addAll(changes.needRestart());
      return new ReloadableSettings.Changes(changes.now(), changes.taken(), needRestart);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.loaded(this);
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

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rejected(this);
    }
  }

  /** {@code --help} was given; all other arguments are ignored. */
  record HelpRequested() implements LoadOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.helpRequested();
    }
  }

  /** {@code --version} was given. */
  record VersionRequested() implements LoadOutcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.versionRequested();
    }
  }

  /**
   * One method for each outcome, so that a new outcome does not compile until it is handled.
   *
   * @param <R> what the outcomes are translated to
   */
  interface Cases<R> {
    R loaded(Loaded loaded);

    R rejected(Rejected rejected);

    R helpRequested();

    R versionRequested();
  }

  /** Returns what the method for this outcome returns. */
  <R> R match(Cases<R> cases);
}
