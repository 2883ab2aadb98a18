package dev.dalleserver.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One place where settings are given.
 *
 * @param byKey what is given, by variable
 */
record Layer(Map<String, Given> byKey) {
  Layer {
    byKey = Map.copyOf(byKey);
  }

  static Layer ofEnvironment(Map<String, String> environment) {
    Map<String, Given> byKey = new LinkedHashMap<>();
    environment.forEach((name, text) -> byKey.put(name, new Given(text, name)));
    return new Layer(byKey);
  }

  static Layer ofCommandLine(Map<Setting<?>, Given> given) {
    Map<String, Given> byKey = new LinkedHashMap<>();
    given.forEach((setting, text) -> byKey.put(setting.variables().get(0), text));
    return new Layer(byKey);
  }

  Optional<Given> find(Setting<?> setting) {
    return setting.variables().stream()
        .filter(byKey::containsKey)
        .findFirst()
        .map(variable -> byKey.get(variable));
  }
}
