package dev.dalleserver;

import dev.dalleserver.cli.DoctorCommand;
import dev.dalleserver.cli.HangupSignal;
import dev.dalleserver.cli.ImportArguments;
import dev.dalleserver.cli.ImportCommand;
import dev.dalleserver.cli.WorkingDirectory;
import dev.dalleserver.console.EscapedText;
import dev.dalleserver.console.EscapingPrintStream;
import dev.dalleserver.console.LogThreshold;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.settings.SettingsHelp;
import dev.dalleserver.settings.SettingsLoader;
import dev.dalleserver.tasks.FatalErrors;
import dev.dalleserver.telemetry.JournalOutput;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Starts the server from the command line and returns an exit code. */
public final class Main {
  /** The server could not start, or lost its data directory. */
  private static final int FAILED = 1;

  /** The settings are wrong. */
  private static final int USAGE = 2;

  /** The first argument that selects the {@code doctor} command. */
  private static final String DOCTOR = "doctor";

  /** The first argument that selects the {@code import} command. */
  private static final String IMPORT = "import";

  /** The first argument that selects the {@code export} command. */
  private static final String EXPORT = "export";

  private static final String PROVIDER = "--provider";
  private static final String PAINT = "--paint";

  /** The process ends after this time even if the shutdown has not finished. */
  private static final Duration MAX_SHUTDOWN = Duration.ofSeconds(14);

  private final PrintStream out;
  private final PrintStream err;

  public Main(PrintStream out, PrintStream err) {
    this.out = EscapingPrintStream.to(out);
    this.err = EscapingPrintStream.to(err);
  }

  public static void main(String[] args) {
    // Pictures are made without a screen, even when the machine has one.
    System.setProperty("java.awt.headless", "true");
    StartupWarmUp.begin();
    if (JournalOutput.isStandardError(System.getenv(JournalOutput.VARIABLE))) {
      // The journal adds its own timestamps.
      System.setProperty("org.slf4j.simpleLogger.showDateTime", "false");
      System.setErr(new PrintStream(new JournalOutput(System.err), true, StandardCharsets.UTF_8));
    }
    FatalErrors.install();
    // Escapes everything that is printed from here on, including the log, so that no text from
    // outside can forge a line of it.
    System.setErr(EscapingPrintStream.to(System.err, FatalErrors::escalate));
    System.setOut(EscapingPrintStream.to(System.out));
    int code =
        new Main(System.out, System.err)
            .run(List.of(args), System.getenv(), WorkingDirectory.find());
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Runs the command, for a server until the process is told to stop, and returns the exit code.
   */
  public int run(List<String> args, Map<String, String> environment, Path workingDirectory) {
    SettingsLoader loader = new SettingsLoader(environment, workingDirectory);
    if (CollectionCommands.accepts(args)) {
      return new CollectionCommands(loader, workingDirectory, out, err).run(args);
    }
    String word = args.isEmpty() ? "" : args.get(0);
    List<String> rest = args.stream().skip(1).toList();
    return switch (word) {
      case DOCTOR -> examine(loader, rest);
      case IMPORT -> bring(loader, ImportArguments.parse(rest), workingDirectory);
      case EXPORT -> export(loader, rest, workingDirectory);
      default ->
          run(
              loader.load(args),
              SettingsHelp::help,
              loaded -> serve(loaded, () -> loader.load(args)));
    };
  }

  private int examine(SettingsLoader loader, List<String> args) {
    Set<String> own = new HashSet<>(DoctorCommand.FLAGS);
    own.addAll(List.of(PROVIDER, PAINT));
    List<String> flags = args.stream().filter(flag -> !own.contains(flag)).toList();
    return run(
        loader.load(flags), () -> DoctorCommand.HELP, loaded -> examine(loaded.settings(), args));
  }

  private int bring(SettingsLoader loader, ImportArguments args, Path workingDirectory) {
    return run(
        loader.load(args.flags()),
        () -> ImportCommand.HELP,
        loaded -> {
          if (args.directory().isEmpty()) {
            err.println("dalleserver: import takes one directory; import --help shows how");
            return USAGE;
          }
          Path source = workingDirectory.resolve(args.directory().get());
          return new ImportCommand(out, err)
              .run(source, loaded.settings().dataDir(), args.dryRun());
        });
  }

  /** Copies what the word after {@code export} names. */
  private int export(SettingsLoader loader, List<String> args, Path workingDirectory) {
    String kind = args.isEmpty() ? "" : args.get(0);
    ImportArguments rest = ImportArguments.parse(args.stream().skip(1).toList());
    if (kind.startsWith("-")) {
      // No kind: --help is answered, all else refused.
      return run(loader.load(args), () -> ExportCommand.HELP, loaded -> refuseExport(kind));
    }
    return run(
        loader.load(rest.flags()),
        () -> ExportCommand.HELP,
        loaded -> {
          ExportCommand command = new ExportCommand(loaded.settings(), rest.dryRun(), out, err);
          if (kind.equals("cluster") && rest.directories().isEmpty()) {
            return command.toCluster();
          }
          return kind.equals("directory") && rest.directory().isPresent()
              ? command.toDirectory(workingDirectory.resolve(rest.directory().get()))
              : refuseExport(kind);
        });
  }

  private int refuseExport(String kind) {
    err.println(
        "dalleserver: export"
            + (kind.isEmpty() ? "" : " " + EscapedText.oneLine(kind))
            + ": accepted: export cluster, export directory <directory>; export --help shows how");
    return USAGE;
  }

  /** Does what the settings ask for, or says what is wrong with them. */
  private int run(
      LoadOutcome outcome, Supplier<String> help, Function<LoadOutcome.Loaded, Integer> command) {
    return outcome.match(
        new LoadOutcome.Cases<Integer>() {
          @Override
          public Integer loaded(LoadOutcome.Loaded loaded) {
            loaded.warnings().forEach(warning -> warn(warning));
            return command.apply(loaded);
          }

          @Override
          public Integer rejected(LoadOutcome.Rejected rejected) {
            rejected.problems().forEach(problem -> err.println("dalleserver: " + problem));
            err.println("dalleserver: --help lists the settings");
            return USAGE;
          }

          @Override
          public Integer helpRequested() {
            out.print(help.get() + System.lineSeparator());
            return 0;
          }

          @Override
          public Integer versionRequested() {
            out.println("dalleserver " + Version.text());
            return 0;
          }
        });
  }

  /** Examines the data directory, or the provider where the arguments say so. */
  private int examine(Settings settings, List<String> args) {
    DoctorCommand.Repair repair = DoctorCommand.Repair.of(args);
    boolean paint = args.contains(PAINT);
    if (!paint && !args.contains(PROVIDER) && settings.cluster().isPresent()) {
      return new ClusterDoctorCommand(settings.cluster().get(), out, err).run(repair);
    }
    if (!paint && !args.contains(PROVIDER)) {
      return new DoctorCommand(out, err).run(settings.dataDir(), repair);
    }
    if (repair != DoctorCommand.Repair.NOTHING) {
      err.println("dalleserver: --fix is for a data directory; accepted: without --provider");
      return USAGE;
    }
    return new ProviderDoctor(settings, out, ProviderDoctor.PATIENCE).run(paint);
  }

  private void warn(String warning) {
    err.println("dalleserver: warning: " + warning);
  }

  /**
   * Serves until the process is told to stop.
   *
   * @param load reads the settings again
   */
  private int serve(LoadOutcome.Loaded loaded, Supplier<LoadOutcome> load) {
    Settings settings = loaded.settings();
    // Before the first logger is created.
    LogThreshold.begin(settings.logLevel().slf4jName());
    Semaphore reloads = new Semaphore(0);
    // Before the start, during which the signal would end the process.
    HangupSignal.handle(reloads::release, () -> Runtime.getRuntime().exit(0));
    settings.startWarnings().forEach(warning -> warn(warning));
    boolean firstTime = !Files.exists(settings.dataDir());
    try {
      DalleServer server = DalleServer.start(settings);
      CountDownLatch forever = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, 0), "shutdown"));
      server.onDirectoryLost(reason -> stopWithReason(reason, server));
      printStartMessage(settings, server, firstTime);
      new SettingsReload(load, loaded, server::reload, server::reloadDatabases).start(reloads);
      forever.await();
      return 0;
    } catch (StartupException e) {
      err.println("dalleserver: " + EscapedText.oneLine(String.valueOf(e.getMessage())));
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }

  /** Ends the process because the data directory was lost, after one line that says why. */
  private void stopWithReason(String reason, DalleServer server) {
    err.println("dalleserver: " + reason + "; the server stops");
    new Thread(() -> stop(server, FAILED), "shutdown").start();
  }

  private static void stop(DalleServer server, int code) {
    Thread watchdog = new Thread(() -> haltAfterDeadline(code), "shutdown-limit");
    watchdog.setDaemon(true);
    watchdog.start();
    server.close();
    // Without this the JVM would report the signal, and stopping as asked is a success.
    Runtime.getRuntime().halt(code);
  }

  /**
   * Halts the process after the deadline. Files in the store are complete at any time, so this
   * loses none.
   */
  private static void haltAfterDeadline(int code) {
    long deadline = System.nanoTime() + MAX_SHUTDOWN.toNanos();
    while (System.nanoTime() < deadline) {
      LockSupport.parkNanos(deadline - System.nanoTime());
    }
    Runtime.getRuntime().halt(code);
  }

  private void printStartMessage(Settings settings, DalleServer server, boolean firstTime) {
    String host = settings.web().host();
    out.println("dalleserver " + Version.text() + " listens on " + url(host, server.port()));
    // A browser cannot open the wildcard address.
    String url = url(host.matches("0\\.0\\.0\\.0|[0:]+") ? "localhost" : host, server.port());
    out.println("  painter  " + server.providerDescription());
    if (firstTime) {
      // Warns an operator who has mistyped the directory and would look in vain for the pictures.
      out.println("  data     " + settings.dataDir().toAbsolutePath() + ", which is new");
    }
    String shown =
        settings
            .web()
            .external()
            .publicUrl()
            .map(URI::toString)
            .orElse(url + settings.web().external().basePath());
    out.println("  gallery  " + shown + "/preview");
    out.println(
        "  try      curl '"
            + shown
            + "/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b?generate=1'");
    out.flush();
  }

  private static String url(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
