package dev.dalleserver.settings;

import dev.dalleserver.console.EscapedText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the settings from, the first found wins: the command line, the environment, {@code .env} in
 * the working directory, {@code .env} in the data directory.
 *
 * <p>Nothing is written, bound or asked of the network. A sub-command's own words are taken off by
 * the caller before.
 */
public final class SettingsLoader {
  private static final String DOT_ENV = ".env";

  private final Map<String, String> environment;
  private final Path workingDirectory;

  /**
   * @param environment the process environment
   * @param workingDirectory what relative paths are relative to
   */
  public SettingsLoader(Map<String, String> environment, Path workingDirectory) {
    this.environment = Map.copyOf(environment);
    this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
  }

  /** Never throws for anything that was typed or written into a file. */
  public LoadOutcome load(List<String> args) {
    CommandLine commandLine = CommandLine.parse(args);
    if (commandLine.wantsHelp()) {
      return new LoadOutcome.HelpWanted();
    }
    if (commandLine.wantsVersion()) {
      return new LoadOutcome.VersionWanted();
    }
    return load(commandLine);
  }

  private LoadOutcome load(CommandLine commandLine) {
    Resolver resolver = new Resolver();
    resolver.addProblems(commandLine.problems());
    resolver.add(commandLine.layer());
    resolver.add(SettingsLayer.ofEnvironment(environment));
    DotEnv here = DotEnv.read(workingDirectory.resolve(DOT_ENV), DOT_ENV);
    resolver.addProblems(here.problems());
    resolver.add(here.layer());

    SettingsReader reader = new SettingsReader(resolver, workingDirectory);
    DotEnv there = dataDirectoryDotEnv(reader.dataDir());
    resolver.addProblems(there.problems());
    resolver.add(new SettingsLayer(UnknownVariables.withoutDataDir(there.entries())));

    Settings settings = reader.read();
    resolver.addProblems(SettingsRules.problems(settings, resolver));
    return resolver.problems().isEmpty()
        ? new LoadOutcome.Loaded(
            settings,
            Stream.of(
                    warnings(settings, here, there),
                    reader.exposures(),
                    exposure(here, workingDirectory),
                    exposure(there, settings.dataDir()))
                .flatMap(List::stream)
                .map(EscapedText::oneLine)
                .toList())
        : new LoadOutcome.Rejected(resolver.problems());
  }

  private DotEnv dataDirectoryDotEnv(Path dataDir) {
    Path file = dataDir.resolve(DOT_ENV);
    // Whether the directory is any good is for those to say who open it.
    return dataDir.equals(workingDirectory) || !Files.exists(file)
        ? DotEnv.empty()
        : DotEnv.read(file, file.toString());
  }

  private List<String> warnings(Settings settings, DotEnv here, DotEnv there) {
    List<String> warnings = new ArrayList<>();
    warnings.addAll(UnknownVariables.inEnvironment(environment.keySet()));
    warnings.addAll(UnknownVariables.inDotEnv(here));
    warnings.addAll(UnknownVariables.inDotEnv(there));
    warnings.addAll(UnknownVariables.uselessDataDir(there));
    warnings.addAll(SettingsRules.warnings(settings));
    return warnings;
  }

  private static List<String> exposure(DotEnv dotEnv, Path folder) {
    Path file = folder.resolve(DOT_ENV);
    return dotEnv.holdsKey()
        ? SecretFilePermissions.warning(DOT_ENV, file).stream().toList()
        : List.of();
  }
}
