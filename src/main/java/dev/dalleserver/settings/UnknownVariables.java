package dev.dalleserver.settings;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Variables that look like settings and are none: most often a slip of the pen. */
final class UnknownVariables {
  private UnknownVariables() {}

  /** A line for each variable with our prefix that nothing reads. */
  static List<String> inEnvironment(Collection<String> names) {
    return names.stream().sorted().flatMap(name -> ours(name, name).stream()).toList();
  }

  /** The same for a file, where a near miss without our prefix is also worth a word. */
  static List<String> inDotEnv(DotEnv file) {
    return file.entries().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> stray(entry.getKey(), entry.getValue().origin()))
        .toList();
  }

  /** A file in the data directory cannot say where that is: by then it is known. */
  static List<String> uselessDataDir(DotEnv there) {
    return SettingsTable.DATA_DIR.variables().stream()
        .filter(there.entries()::containsKey)
        .map(name -> there.entries().get(name) + ": ignored, the data directory is known by then")
        .toList();
  }

  static Map<String, RawValue> withoutDataDir(Map<String, RawValue> entries) {
    Map<String, RawValue> rest = new LinkedHashMap<>(entries);
    rest.keySet().removeAll(SettingsTable.DATA_DIR.variables());
    return rest;
  }

  private static Stream<String> stray(String name, String origin) {
    if (Setting.hasPrefix(name)) {
      return ours(name, origin).stream();
    }
    return SettingsTable.allVariables().contains(name)
        ? Stream.empty()
        : near(name).map(near -> origin + ": ignored; did you mean " + near + "?").stream();
  }

  private static Optional<String> ours(String name, String origin) {
    if (!Setting.hasPrefix(name) || SettingsTable.allVariables().contains(name)) {
      return Optional.empty();
    }
    String meant = near(name).map(near -> "did you mean " + near + "?").orElse("see --help");
    return Optional.of(origin + ": ignored, no such setting; " + meant);
  }

  private static Optional<String> near(String name) {
    return FuzzyMatch.to(name, SettingsTable.allVariables());
  }
}
