package dev.dalleserver.bench;

import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server as people start it, in a process of its own, its log in a file. */
final class ServerUnderTest implements AutoCloseable {
  private static final long LOOK_MILLIS = 500;
  private static final double BUSY_SHARE = 0.08;
  private static final int MOST_LOOKS = 40;
  private static final String ALIVE = "/health?check=liveness";
  private static final double NANOS_A_MILLI = 1e6;

  private final Process process;
  private final int port;
  private final double startMillis;
  private final TestClient client;

  private ServerUnderTest(Process process, int port, double startMillis) {
    this.process = process;
    this.port = port;
    this.startMillis = startMillis;
    this.client = new TestClient(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * How one is started.
   *
   * @param command what comes before the server's own flags
   */
  record Launch(
      List<String> command, Path dataDir, Map<String, String> environment, List<String> flags) {
    /** By {@code run.sh}, which chooses flags for the JVM. */
    static Launch script(Path dataDir, String... flags) {
      return new Launch(List.of("./run.sh"), dataDir, Map.of(), List.of(flags));
    }

    /** By {@code java -jar}, with nothing chosen. */
    static Launch plain(Path javaHome, Path dataDir, String... flags) {
      String java = javaHome.resolve("bin/java").toString();
      return new Launch(
          List.of(java, "-jar", "target/dalleserver.jar"), dataDir, Map.of(), List.of(flags));
    }

    Launch with(Map<String, String> more) {
      return new Launch(command, dataDir, more, flags);
    }
  }

  /** Starts one and waits for its first good answer. */
  static ServerUnderTest start(Workshop shop, Launch launch) throws IOException {
    Files.createDirectories(launch.dataDir());
    int port = FreePort.find();
    List<String> command = new ArrayList<>(launch.command());
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--data-dir", launch.dataDir().toString()));
    command.addAll(launch.flags());
    Path log = shop.folder().resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("TB_DALLE_.*|OPENAI_.*|IMAGE_.*"));
    builder.environment().put("DALLESERVER_JAVA_HOME", shop.options().javaHome().toString());
    builder.environment().putAll(launch.environment());
    long before = System.nanoTime();
    Process process = builder.start();
    shop.watch(process);
    try {
      long after = FreePort.await(port, ALIVE, process::isAlive);
      return new ServerUnderTest(process, port, (after - before) / NANOS_A_MILLI);
    } catch (IllegalStateException e) {
      Children.kill(process);
      throw new IllegalStateException("the server did not start:\n" + Files.readString(log), e);
    }
  }

  /** From the start of the process to the first good answer. */
  double startMillis() {
    return startMillis;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  int port() {
    return port;
  }

  ProcessUse use() {
    return new ProcessUse(process.toHandle());
  }

  TestResponse get(String path) {
    return client.send("GET", path);
  }

  TestResponse delete(String path) {
    return client.send("DELETE", path);
  }

  /** Asks for a picture and waits until it is there. */
  void make(String picture) {
    client.pollUntilDone(picture + "?generate=1");
  }

  /** Until it does next to nothing: compilers go on after the last request. */
  void awaitRest() throws InterruptedException {
    double before;
    int looks = 0;
    do {
      before = use().cpuMillis();
      Thread.sleep(LOOK_MILLIS);
    } while (use().cpuMillis() - before > BUSY_SHARE * LOOK_MILLIS && ++looks < MOST_LOOKS);
  }

  /** Bytes of the heap that are in use after a collection; empty where the JDK has no jcmd. */
  Optional<Double> usedHeap(Path javaHome) throws IOException, InterruptedException {
    Path jcmd = javaHome.resolve("bin/jcmd");
    if (!Files.isExecutable(jcmd)) {
      return Optional.empty();
    }
    new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_bytes_used{area=\"heap\""))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  /** kill -9. */
  void kill() {
    Children.kill(process);
  }

  @Override
  public void close() {
    Children.end(process);
  }
}
