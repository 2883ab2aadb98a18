package dev.dalleserver.service;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.Main;
import dev.dalleserver.fixtures.Tool;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A checkout with a jar that is built, and an empty system to install it into. The jar is a thin
 * one: it names the classes that are tested.
 */
final class Installation {
  private static final long PATIENCE_SECONDS = 120;

  final Path checkout;
  final Path root;
  private final Path logs;
  private final Map<Process, Integer> numbers = new HashMap<>();

  Installation(Path folder) throws IOException {
    checkout = Files.createDirectories(folder.resolve("a checkout"));
    root = Files.createDirectories(folder.resolve("a system")).toRealPath();
    logs = Files.createDirectories(folder.resolve("logs"));
    for (String file : List.of("run.sh", ".env.example", "docs/operating.md")) {
      copy(Path.of(file));
    }
    try (Stream<Path> files = Files.list(Path.of("src/main/systemd"))) {
      for (Path file : files.toList()) {
        copy(file);
      }
    }
    Path jar = Files.createDirectories(checkout.resolve("target")).resolve("dalleserver.jar");
    writeThinJar(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));
  }

  /** Skips the calling test, and says so, where it cannot install anything anywhere. */
  static void need() {
    new Tool("systemd-sysusers").need();
    new Tool("systemctl").need();
    boolean root = new Tool("id").run("", "-u").output().strip().equals("0");
    if (!root) {
      System.out.println("SKIPPED: only root can install");
    }
    assumeTrue(root, "only root can install");
  }

  /** The result of a command. */
  record Ended(int exit, String out, String err) {}

  /** Runs {@code ./run.sh} in the checkout, without a terminal. */
  Ended run(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", checkout.resolve("run.sh").toString()));
    command.addAll(List.of(args));
    return end(process(command, environment()));
  }

  /** A script that is installed, by the path that it has there. */
  Ended runInstalled(String script, List<String> args) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", at(script).toString()));
    command.addAll(args);
    return end(process(command, environment()));
  }

  /** The environment of a login shell, without anything of the server's. */
  Map<String, String> environment() {
    return new TreeMap<>(
        Map.of(
            "PATH", System.getenv("PATH"),
            "HOME", logs.toString(),
            "DALLESERVER_JAVA_HOME", System.getProperty("java.home"),
            "DALLESERVER_ARCHIVE", "off"));
  }

  /** A file of the installed system, by the path that it has there. */
  Path at(String path) {
    return root.resolve(path.substring(1));
  }

  /** Runs a command line of the unit as if {@link #root} were the root. */
  Process start(String commandLine, Map<String, String> environment) throws IOException {
    List<String> command =
        Arrays.stream(commandLine.split(" "))
            .map(word -> word.startsWith("/") ? at(word).toString() : word)
            .toList();
    return process(command, environment);
  }

  Ended end(Process process) throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not end; it said: " + out(process) + err(process));
    }
    return new Ended(process.exitValue(), out(process), err(process));
  }

  String out(Process process) throws IOException {
    return Files.readString(log(process, "out"));
  }

  String err(Process process) throws IOException {
    return Files.readString(log(process, "err"));
  }

  private Process process(List<String> command, Map<String, String> environment)
      throws IOException {
    int number = numbers.size();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(logs.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(logs.resolve(number + ".out").toFile())
            .redirectError(logs.resolve(number + ".err").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    numbers.put(process, number);
    return process;
  }

  private Path log(Process process, String kind) {
    return logs.resolve(numbers.get(process) + "." + kind);
  }

  private void copy(Path file) throws IOException {
    Path target = checkout.resolve(file);
    Files.createDirectories(target.getParent());
    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void writeThinJar(Path jar) throws IOException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, classPath);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new ZipEntry("thin"));
      out.write("a jar for tests".getBytes(StandardCharsets.UTF_8));
    }
  }
}
