package dev.dalleserver;

import dev.dalleserver.cli.TerminalDetector;
import dev.dalleserver.commands.CollectionClient;
import dev.dalleserver.commands.ExportCollectionCommand;
import dev.dalleserver.commands.MakeCommand;
import dev.dalleserver.console.EscapedText;
import dev.dalleserver.console.LogThreshold;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.Secret;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.settings.SettingsLoader;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * The commands {@code make} and {@code export collection}: clients of a running server, or of one
 * that they start for themselves on a free port.
 */
final class CollectionCommands {
  private static final String MAKE = "make";
  private static final String EXPORT = "export";
  private static final String COLLECTION = "collection";
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private static final List<String> OWN_FLAGS =
      List.of("--server", "--token-file", "--name", "--add-to", "--base");

  private final SettingsLoader loader;
  private final Path workingDirectory;
  private final PrintStream out;
  private final PrintStream err;
  private final List<String> words = new ArrayList<>();
  private final Map<String, String> own = new HashMap<>();
  private final List<String> flags = new ArrayList<>();

  CollectionCommands(
      SettingsLoader loader, Path workingDirectory, PrintStream out, PrintStream err) {
    this.loader = loader;
    this.workingDirectory = workingDirectory;
    this.out = out;
    this.err = err;
  }

  /** Returns true for the commands of this class. */
  static boolean accepts(List<String> args) {
    return !args.isEmpty()
        && (args.get(0).equals(MAKE)
            || (args.get(0).equals(EXPORT) && args.size() > 1 && args.get(1).equals(COLLECTION)));
  }

  /** Runs the command, and returns the exit code. */
  int run(List<String> args) {
    boolean make = args.get(0).equals(MAKE);
    List<String> rest = args.subList(make ? 1 : 2, args.size());
    if (rest.contains("--help") || rest.contains("-h")) {
      out.print(make ? MakeCommand.HELP : ExportCollectionCommand.HELP);
      return 0;
    }
    if (!parse(rest) || words.size() != 2) {
      err.println(
          make
              ? "dalleserver: accepted: make SERIES FILE [flags]; make --help shows how"
              : "dalleserver: accepted: export collection ID DIRECTORY [flags];"
                  + " export collection --help shows how");
      return USAGE;
    }
    Path path = words.get(1).equals("-") ? Path.of("-") : workingDirectory.resolve(words.get(1));
    if (make) {
      String name = own.getOrDefault("--name", String.valueOf(path.getFileName()));
      boolean terminal = TerminalDetector.isStandardErrorTerminal();
      return with(
          List.of(),
          client ->
              new MakeCommand(client, out, err, terminal)
                  .run(words.get(0), path, name, Optional.ofNullable(own.get("--add-to"))));
    }
    return with(
        // Only reads: nothing is made or paid for meanwhile.
        List.of("--collection-workers", "0"),
        client ->
            new ExportCollectionCommand(client, err)
                .run(words.get(0), path, own.getOrDefault("--base", "")));
  }

  /** Words come first, then flags: values of the server's flags look like words. */
  private boolean parse(List<String> rest) {
    int i = 0;
    while (i < rest.size() && (!rest.get(i).startsWith("-") || rest.get(i).equals("-"))) {
      words.add(rest.get(i++));
    }
    while (i < rest.size()) {
      String flag = rest.get(i++);
      String name = flag.split("=", 2)[0];
      if (!OWN_FLAGS.contains(name)) {
        flags.add(flag);
      } else if (flag.contains("=")) {
        own.put(name, flag.substring(name.length() + 1));
      } else if (i < rest.size()) {
        own.put(name, rest.get(i++));
      } else {
        return false;
      }
    }
    return true;
  }

  private int with(List<String> more, ToIntFunction<CollectionClient> command) {
    String server = own.get("--server");
    if (server == null) {
      return withOwnServer(more, command);
    }
    URI url;
    try {
      url = URI.create(server);
    } catch (IllegalArgumentException e) {
      url = URI.create("");
    }
    if (!flags.isEmpty() || url.getHost() == null || !server.matches("https?://.*")) {
      err.println(
          "dalleserver: --server takes the URL of a server, such as http://127.0.0.1:8080, and no"
              + " flags of the server beside it");
      return USAGE;
    }
    try {
      String file = own.get("--token-file");
      Optional<String> token =
          file == null
              ? Optional.empty()
              : Optional.of(Files.readString(workingDirectory.resolve(file)).strip());
      return command.applyAsInt(new CollectionClient(url, token));
    } catch (IOException e) {
      err.println("dalleserver: --token-file cannot be read: " + PlainReason.of(e));
      return USAGE;
    }
  }

  private int withOwnServer(List<String> more, ToIntFunction<CollectionClient> command) {
    List<String> all = new ArrayList<>(List.of("--log-level", "warn"));
    all.addAll(more);
    all.addAll(flags);
    // The last ones count: it serves this command only.
    all.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
    LoadOutcome outcome = loader.load(all);
    if (outcome instanceof LoadOutcome.Rejected rejected) {
      rejected.problems().forEach(problem -> err.println("dalleserver: " + problem));
      return USAGE;
    }
    if (!(outcome instanceof LoadOutcome.Loaded loaded)) {
      return USAGE;
    }
    Settings settings = loaded.settings();
    LogThreshold.begin(settings.logLevel().slf4jName());
    try (DalleServer server = DalleServer.start(settings)) {
      Optional<String> token = settings.web().apiTokens().stream().findFirst().map(Secret::reveal);
      URI url = URI.create("http://127.0.0.1:" + server.port());
      return command.applyAsInt(new CollectionClient(url, token));
    } catch (StartupException e) {
      err.println(
          "dalleserver: "
              + EscapedText.oneLine(String.valueOf(e.getMessage()))
              + "; --server uses a server that runs");
      return FAILED;
    }
  }
}
