package dev.dalleserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server as operators run it: a process of its own, that can be killed. */
public final class ServerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final String LISTENS = " listens on ";
  private static final int GREETING_LINES = 4;

  private final Process process;
  private final TestClient client;
  private final List<String> greeting;
  private final Path log;

  private ServerProcess(Process process, URI uri, List<String> greeting, Path log) {
    this.process = process;
    this.client = new TestClient(uri);
    this.greeting = greeting;
    this.log = log;
  }

  /** What became of a process that was not meant to go on. */
  public record Ended(int exitCode, String out, String err) {}

  /** Starts one on a free port and waits until it says where it listens. */
  public static ServerProcess start(Path dataDir, String... flags) {
    return start(dataDir, Map.of(), flags);
  }

  /** As above, with something in its environment. */
  public static ServerProcess start(
      Path dataDir, Map<String, String> environment, String... flags) {
    return startUnder(List.of(), dataDir, environment, flags);
  }

  /**
   * As above, by another program, such as one that sets limits.
   *
   * @param launcher the words that come before the server's own command
   */
  public static ServerProcess startUnder(
      List<String> launcher, Path dataDir, Map<String, String> environment, String... flags) {
    return start(launcher, builder(dataDir, arguments(dataDir, flags), environment));
  }

  /**
   * Starts the packed jar by {@code run.sh}, with the flags that the script chooses for the JVM.
   * The process is the server itself: the script replaces itself by it.
   *
   * @param launcher the words that come before the script, such as a shell that sets limits
   */
  public static ServerProcess startByScript(
      List<String> launcher, Path dataDir, Map<String, String> environment, String... flags) {
    List<String> command = new ArrayList<>(List.of(Path.of("run.sh").toAbsolutePath().toString()));
    command.addAll(arguments(dataDir, flags));
    ProcessBuilder builder = new ProcessBuilder(command);
    setEnvironment(builder, environment);
    return start(launcher, builder);
  }

  private static List<String> arguments(Path dataDir, String... flags) {
    List<String> args = new ArrayList<>(List.of("--port", "0", "--data-dir", dataDir.toString()));
    args.addAll(List.of(flags));
    return args;
  }

  private static ServerProcess start(List<String> launcher, ProcessBuilder builder) {
    try {
      Path log = Files.createTempFile("server", ".log");
      log.toFile().deleteOnExit();
      builder.redirectError(log.toFile()).command().addAll(0, launcher);
      Process process = builder.start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      List<String> greeting = new ArrayList<>();
      for (int i = 0; i < GREETING_LINES; i++) {
        greeting.add(String.valueOf(out.readLine()));
      }
      String line = greeting.get(0);
      if (!line.contains(LISTENS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the server did not start: " + Files.readString(log));
      }
      URI uri = URI.create(line.substring(line.indexOf(LISTENS) + LISTENS.length()));
      return new ServerProcess(process, uri, greeting, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it said on standard output when it began to listen. */
  public String greeting() {
    return String.join("\n", greeting);
  }

  /** What it has logged so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one that ends by itself. */
  public static Ended run(Path directory, Map<String, String> environment, String... args) {
    try {
      Process process = builder(directory, List.of(args), environment).start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("it did not end");
      }
      return new Ended(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public TestClient client() {
    return client;
  }

  public TestResponse get(String path, String... headers) {
    return client.send("GET", path, headers);
  }

  public int port() {
    return client.uri("").getPort();
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** True until it has ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until something else has ended it. */
  public boolean endsWithin(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The exit code of one that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  /** SIGTERM; gives the exit code. */
  public int terminate() {
    process.destroy();
    return await();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }

  private int await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not stop");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ProcessBuilder builder(
      Path directory, List<String> args, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(args);
    // The server makes the directory; a process cannot begin in one that is not there.
    Path place = Files.isDirectory(directory) ? directory : directory.toAbsolutePath().getParent();
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
    setEnvironment(builder, environment);
    return builder;
  }

  private static void setEnvironment(ProcessBuilder builder, Map<String, String> environment) {
    builder.environment().keySet().removeIf(name -> name.matches("TB_DALLE_.*|OPENAI_.*|IMAGE_.*"));
    builder.environment().putAll(environment);
  }
}
