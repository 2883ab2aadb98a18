package dev.dalleserver.settings;

import dev.dalleserver.text.FuzzyMatch;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds variables that look like settings but are not, most often because of a typing error. */
final class UnknownVariables {
  /** The prefix of the variables of early releases of the original. */
  private static final String EARLY_PREFIX = "DALLESERVER_";

  /** The variables of {@code run.sh}, which have the same prefix. */
  static final Set<String> OF_SCRIPT =
      Set.of("DALLESERVER_ARCHIVE", "DALLESERVER_JAVA_HOME", "DALLESERVER_JDK_PATH");

  private UnknownVariables() {}

  /**
   * Returns a warning for each variable that has the prefix of this server but is not a setting.
   */
  static List<String> inEnvironment(Collection<String> names) {
    return names.stream().sorted().flatMap(name -> unknownSetting(name, name).stream()).toList();
  }

  /**
   * Does the same for a file, where a variable without the prefix is reported too if it resembles a
   * setting.
   */
  static List<String> inDotEnv(DotEnv file) {
    return file.entries().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> warningFor(entry.getKey(), entry.getValue().origin()))
        .toList();
  }

  /**
   * Returns a warning for the data directory set in a file of the data directory, where it has no
   * effect.
   */
  static List<String> ignoredDataDir(DotEnv dotEnv) {
    return SettingsTable.DATA_DIR.variables().stream()
        .filter(dotEnv.entries()::containsKey)
        .map(
            name ->
                dotEnv.entries().get(name)
                    + ": ignored in the data directory's own .env; set it elsewhere")
        .toList();
  }

  static Map<String, RawValue> withoutDataDir(Map<String, RawValue> entries) {
    Map<String, RawValue> remaining = new LinkedHashMap<>(entries);
    remaining.keySet().removeAll(SettingsTable.DATA_DIR.variables());
    return remaining;
  }

  private static Stream<String> warningFor(String name, String origin) {
    if (Setting.hasPrefix(name) || isEarly(name)) {
      return unknownSetting(name, origin).stream();
    }
    return SettingsTable.allVariables().contains(name)
        ? Stream.empty()
        : findClosest(name)
            .map(closest -> origin + ": ignored; did you mean " + closest + "?")
            .stream();
  }

  private static Optional<String> unknownSetting(String name, String origin) {
    if (isEarly(name)) {
      String today = Setting.withPrefix(name.substring(EARLY_PREFIX.length()));
      String hint = SettingsTable.allVariables().contains(today) ? "write " + today : "see --help";
      return Optional.of(origin + ": ignored, no such setting any more; " + hint);
    }
    if (!Setting.hasPrefix(name) || SettingsTable.allVariables().contains(name)) {
      return Optional.empty();
    }
    String suggestion =
        findClosest(name).map(closest -> "did you mean " + closest + "?").orElse("see --help");
    return Optional.of(origin + ": ignored, no such setting; " + suggestion);
  }

  private static boolean isEarly(String name) {
    return name.startsWith(EARLY_PREFIX) && !OF_SCRIPT.contains(name);
  }

  private static Optional<String> findClosest(String name) {
    return FuzzyMatch.findClosest(name.toUpperCase(Locale.ROOT), SettingsTable.allVariables());
  }
}
