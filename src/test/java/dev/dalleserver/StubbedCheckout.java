package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout with the real run.sh, in which Java and Maven are stubs that print how they were
 * called.
 */
final class StubbedCheckout {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "dirname",
          "env",
          "find",
          "flock",
          "grep",
          "head",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "sort",
          "sync",
          "tail",
          "tee",
          "touch",
          "tr",
          "uname",
          "wc");

  /** Prints how it was called; with a flag to make an archive, serves until it is told to stop. */
  private static final String JAVA =
      """
      #!%s
      archive=''
      for word in "$@"; do
        case $word in
          -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) archive=${word#*=} ;;
          -version) exit 0 ;;
        esac
      done
      if [ -n "$archive" ]; then
        echo "training" >>"%s"
        [ ! -e "%s" ] || exit 1
        trap 'echo loaded >"$archive"; exit 0' TERM
        echo "listening on http://127.0.0.1:1"
        while :; do sleep 0.05; done
      fi
      echo "java %s"
      echo "pid $$"
      echo "cwd $PWD"
      for word in "$@"; do echo "arg $word"; done
      exit 7
      """;

  private static final String MAVEN =
      """
      #!%s
      echo "%s with $JAVA_HOME: $*" >>"%s"
      if [ -e "%s" ]; then echo "[ERROR] a broken line"; exit 1; fi
      echo "[INFO] chatter"
      case " $* " in
        *" verify "*)
          echo "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s -- in ATest"
          echo "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1,234.5 s -- in BTest"
          echo "[WARNING] Tests run: 1, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 7 s -- in CTest"
          echo "second chance taken: wall.test.js"
          echo "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0"
          echo "[INFO] more chatter" ;;
        *" package "*) mkdir -p target && echo jar >target/dalleserver.jar ;;
      esac
      """;

  final Path root;
  final Path callersDirectory;
  private final Path machine;
  private final Path tools;
  private final Map<String, String> environment = new LinkedHashMap<>();

  StubbedCheckout(Path folder) throws IOException {
    // Blanks in the path: they find every missing quote.
    root = Files.createDirectories(folder.resolve("my checkout")).toRealPath();
    machine = Files.createDirectories(folder.resolve("the machine")).toRealPath();
    tools = Files.createDirectories(machine.resolve("bin"));
    callersDirectory = Files.createDirectories(machine.resolve("some where"));
    for (String tool : TOOLS) {
      Optional<Path> real = onPath(tool);
      if (real.isPresent()) {
        script(tools.resolve(tool), "#!%s\nexec '%s' \"$@\"\n".formatted(bash(), real.get()));
      }
    }
    Files.copy(Path.of("run.sh"), root.resolve("run.sh"));
    for (String source :
        List.of("pom.xml", "src/main/java/A.java", "static/a.js", "series/a.json")) {
      write(root.resolve(source), source);
      age(source, Duration.ofHours(1));
    }
    age("src/main/java", Duration.ofHours(1));
    age("src/main", Duration.ofHours(1));
    age("static", Duration.ofHours(1));
    age("series", Duration.ofHours(1));
    environment.put("PATH", tools.toString());
    environment.put("HOME", machine.toString());
    environment.put("TMPDIR", Files.createDirectories(machine.resolve("tmp")).toString());
    environment.put("DALLESERVER_JDK_PATH", "");
    environment.put("DALLESERVER_ARCHIVE", "off");
  }

  StubbedCheckout with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Puts a JDK where run.sh looks for them. */
  Path jdk(String version) throws IOException {
    Path jdk = runtime(version);
    script(jdk.resolve("bin/javac"), "#!" + bash() + "\n");
    return jdk;
  }

  /** The same without a compiler. */
  Path runtime(String version) throws IOException {
    Path jdk = machine.resolve("jdk " + version);
    write(jdk.resolve("release"), "IMPLEMENTOR=\"us\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        jdk.resolve("bin/java"),
        JAVA.formatted(bash(), log(), machine.resolve("java-is-broken"), version));
    environment.merge("DALLESERVER_JDK_PATH", jdk.toString(), (all, one) -> all + ":" + one);
    return jdk;
  }

  StubbedCheckout maven() throws IOException {
    script(tools.resolve("mvn"), mavenScript("mvn"));
    return this;
  }

  StubbedCheckout mavenWrapper() throws IOException {
    script(root.resolve("mvnw"), mavenScript("mvnw"));
    return this;
  }

  /** A jar that is newer than all sources. */
  StubbedCheckout builtJar() throws IOException {
    write(root.resolve("target/dalleserver.jar"), "jar");
    age("target/dalleserver.jar", Duration.ofMinutes(30));
    return this;
  }

  StubbedCheckout mavenFails(boolean fails) throws IOException {
    return flag("maven-is-broken", fails);
  }

  StubbedCheckout javaFails(boolean fails) throws IOException {
    return flag("java-is-broken", fails);
  }

  void age(String path, Duration age) throws IOException {
    Files.setLastModifiedTime(root.resolve(path), FileTime.from(Instant.now().minus(age)));
  }

  /** What Maven was called with, and how often an archive was tried, in order. */
  List<String> calls() throws IOException {
    return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
  }

  Ended run(String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(bash(), root.resolve("run.sh").toString()));
    command.addAll(List.of(args));
    Path out = machine.resolve("out");
    Path err = machine.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(callersDirectory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(), process.pid(), Files.readAllLines(out), Files.readAllLines(err));
  }

  /** The files left in the folder for temporary files. */
  Path temporary() {
    return machine.resolve("tmp");
  }

  /** A run of the script that has ended. */
  record Ended(int exit, long pid, List<String> out, List<String> err) {
    List<String> arguments() {
      return out.stream().filter(line -> line.startsWith("arg ")).map(l -> l.substring(4)).toList();
    }
  }

  private String mavenScript(String name) {
    return MAVEN.formatted(bash(), name, log(), machine.resolve("maven-is-broken"));
  }

  private StubbedCheckout flag(String name, boolean there) throws IOException {
    if (there) {
      write(machine.resolve(name), "");
    } else {
      Files.deleteIfExists(machine.resolve(name));
    }
    return this;
  }

  private Path log() {
    return machine.resolve("calls");
  }

  private static String bash() {
    return onPath("bash").orElseThrow().toString();
  }

  private static Optional<Path> onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void script(Path file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
