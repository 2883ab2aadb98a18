package dev.dalleserver.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One start as an operator sees it: a working directory, an environment, arguments. */
final class Loading {
  final Path workingDirectory;
  private final Map<String, String> environment = new LinkedHashMap<>();

  Loading(Path workingDirectory) {
    this.workingDirectory = workingDirectory;
  }

  Loading with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Loading file(String name, String text) {
    try {
      Path file = workingDirectory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoadOutcome outcome(String... args) {
    return new SettingsLoader(environment, workingDirectory).load(List.of(args));
  }

  Settings settings(String... args) {
    return loaded(args).settings();
  }

  List<String> warnings(String... args) {
    return loaded(args).warnings();
  }

  List<String> problems(String... args) {
    LoadOutcome outcome = outcome(args);
    assertThat(outcome).isInstanceOf(LoadOutcome.Rejected.class);
    return ((LoadOutcome.Rejected) outcome).problems();
  }

  private LoadOutcome.Loaded loaded(String... args) {
    LoadOutcome outcome = outcome(args);
    assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
    return (LoadOutcome.Loaded) outcome;
  }
}
