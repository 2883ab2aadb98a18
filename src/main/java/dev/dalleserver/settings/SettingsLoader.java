package dev.dalleserver.settings;

import dev.dalleserver.console.EscapedText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Loads the settings. The first source that has a setting wins: the command line, the environment,
 * {@code .env} in the working directory, {@code .env} in the data directory.
 *
 * <p>Writes no file, binds no port and makes no network request. The caller must have removed the
 * arguments of a sub-command.
 */
public final class SettingsLoader {
  private static final String DOT_ENV = ".env";

  private final Map<String, String> environment;
  private final Path workingDirectory;

  /**
   * Creates a loader.
   *
   * @param environment the process environment
   * @param workingDirectory the base of relative paths
   */
  public SettingsLoader(Map<String, String> environment, Path workingDirectory) {
    this.environment = Map.copyOf(environment);
    this.workingDirectory = workingDirectory.toAbsolutePath().normalize();
  }

  /** Loads the settings; never throws for invalid arguments or file contents. */
  public LoadOutcome load(List<String> args) {
    CommandLine commandLine = CommandLine.parse(args);
    if (commandLine.wantsHelp()) {
      return new LoadOutcome.HelpRequested();
    }
    if (commandLine.wantsVersion()) {
      return new LoadOutcome.VersionRequested();
    }
    return load(commandLine);
  }

  private LoadOutcome load(CommandLine commandLine) {
    Resolver resolver = new Resolver();
    resolver.addProblems(commandLine.problems());
    resolver.add(commandLine.layer());
    resolver.add(SettingsLayer.ofEnvironment(environment));
    DotEnv workingDotEnv = DotEnv.read(workingDirectory.resolve(DOT_ENV), DOT_ENV);
    resolver.addProblems(workingDotEnv.problems());
    resolver.add(workingDotEnv.layer());

    SettingsReader reader = new SettingsReader(resolver, workingDirectory);
    DotEnv dataDotEnv = dataDirectoryDotEnv(reader.dataDir());
    resolver.addProblems(dataDotEnv.problems());
    resolver.add(new SettingsLayer(UnknownVariables.withoutDataDir(dataDotEnv.entries())));

    Settings settings = reader.read();
    resolver.addProblems(SettingsRules.problems(settings, resolver));
    return resolver.problems().isEmpty()
        ? new LoadOutcome.Loaded(
            settings,
            Stream.of(
                    warnings(settings, resolver, workingDotEnv, dataDotEnv),
                    reader.exposures(),
                    exposure(workingDotEnv, workingDirectory),
                    exposure(dataDotEnv, settings.dataDir()))
                .flatMap(List::stream)
                .map(EscapedText::oneLine)
                .toList(),
            fixed(settings, resolver))
        : new LoadOutcome.Rejected(resolver.problems());
  }

  private static Map<String, Object> fixed(Settings settings, Resolver resolver) {
    Map<String, Object> values = new LinkedHashMap<>();
    SettingsTable.ALL.stream()
        .filter(setting -> setting.reload().isEmpty())
        .forEach(setting -> values.put(setting.label(), resolver.parsed(setting)));
    // Of these files a server keeps the content.
    values.put(SettingsTable.COMFYUI_GRAPH_FILE.label(), settings.imageServers().comfyUiGraph());
    values.put(SettingsTable.CA_FILE.label(), settings.network().certificates());
    return values;
  }

  private DotEnv dataDirectoryDotEnv(Path dataDir) {
    Path file = dataDir.resolve(DOT_ENV);
    // The code that opens the directory reports whether it is usable.
    return dataDir.equals(workingDirectory) || !Files.exists(file)
        ? DotEnv.empty()
        : DotEnv.read(file, file.toString());
  }

  private List<String> warnings(
      Settings settings, Resolver resolver, DotEnv workingDotEnv, DotEnv dataDotEnv) {
    List<String> warnings = new ArrayList<>();
    warnings.addAll(workingDotEnv.warnings());
    warnings.addAll(dataDotEnv.warnings());
    warnings.addAll(UnknownVariables.inEnvironment(environment.keySet()));
    warnings.addAll(UnknownVariables.inDotEnv(workingDotEnv));
    warnings.addAll(UnknownVariables.inDotEnv(dataDotEnv));
    warnings.addAll(UnknownVariables.ignoredDataDir(dataDotEnv));
    warnings.addAll(SettingsRules.warnings(settings, resolver));
    return warnings;
  }

  private static List<String> exposure(DotEnv dotEnv, Path folder) {
    Path file = folder.resolve(DOT_ENV);
    return dotEnv.hasSecret()
        ? SecretFilePermissions.warning(DOT_ENV, file).stream().toList()
        : List.of();
  }
}
