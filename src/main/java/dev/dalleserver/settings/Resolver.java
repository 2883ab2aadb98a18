package dev.dalleserver.settings;

import dev.dalleserver.console.EscapedText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks settings up in the layers, where the first layer that has one wins, and collects problems.
 */
final class Resolver {
  private final List<SettingsLayer> layers = new ArrayList<>();
  // Ordered, and without duplicates: the data directory is looked up twice.
  private final Set<String> problems = new LinkedHashSet<>();

  /** Adds a layer behind the existing ones. */
  void add(SettingsLayer layer) {
    layers.add(layer);
  }

  void addProblem(String problem) {
    problems.add(EscapedText.oneLine(problem));
  }

  void addProblems(List<String> newProblems) {
    newProblems.forEach(this::addProblem);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Returns the value, or the default after noting a problem; for settings that have a default. */
  <T> T value(Setting<T> setting) {
    return optional(setting)
        .or(() -> setting.kind().parse(setting.defaultText()))
        .orElseThrow(() -> new IllegalStateException(setting.name() + " has no default"));
  }

  /** Returns the value; empty when it is not given or blank, and after noting a problem. */
  <T> Optional<T> optional(Setting<T> setting) {
    Optional<RawValue> given = find(setting);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = setting.kind().parse(given.get().text());
    if (value.isEmpty()) {
      addProblem(refusal(setting, given.get()));
    }
    return value;
  }

  /** Returns the given value, else the default; empty where there is none, and notes nothing. */
  <T> Optional<T> parsed(Setting<T> setting) {
    return find(setting)
        .flatMap(given -> setting.kind().parse(given.text()))
        .or(() -> setting.kind().parse(setting.defaultText()));
  }

  /**
   * Returns the given value. A variable that is set but empty hides the values of later layers and
   * leaves the default: {@code OPENAI_API_KEY= ./run.sh} runs without the key of {@code .env}.
   */
  Optional<RawValue> find(Setting<?> setting) {
    return layers.stream()
        .flatMap(layer -> layer.find(setting).stream())
        .findFirst()
        .filter(given -> !given.text().isBlank());
  }

  /**
   * Returns the index of the first layer that mentions the setting; the number of layers if none
   * does.
   */
  int rank(Setting<?> setting) {
    int rank = 0;
    while (rank < layers.size() && layers.get(rank).find(setting).isEmpty()) {
      rank++;
    }
    return rank;
  }

  private static String refusal(Setting<?> setting, RawValue given) {
    return given.origin()
        + ": got "
        + setting.kind().described(given.text())
        + "; accepted: "
        + setting.kind().accepted();
  }
}
