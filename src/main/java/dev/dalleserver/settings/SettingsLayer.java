package dev.dalleserver.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One source of settings.
 *
 * @param byVariable the given values, by variable
 */
record SettingsLayer(Map<String, RawValue> byVariable) {
  SettingsLayer {
    byVariable = Map.copyOf(byVariable);
  }

  static SettingsLayer ofEnvironment(Map<String, String> environment) {
    Map<String, RawValue> byKey = new LinkedHashMap<>();
    environment.forEach((name, text) -> byKey.put(name, new RawValue(text, name)));
    return new SettingsLayer(byKey);
  }

  static SettingsLayer ofCommandLine(Map<Setting<?>, RawValue> given) {
    Map<String, RawValue> byKey = new LinkedHashMap<>();
    given.forEach((setting, text) -> byKey.put(setting.variables().get(0), text));
    return new SettingsLayer(byKey);
  }

  Optional<RawValue> find(Setting<?> setting) {
    return setting.variables().stream()
        .filter(byVariable::containsKey)
        .findFirst()
        .map(variable -> byVariable.get(variable));
  }
}
