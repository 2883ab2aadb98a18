package dev.dalleserver.trial;

import dev.dalleserver.Main;
import dev.dalleserver.fixtures.PostgresServer;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts PostgreSQL, an S3 server, three servers and nginx on loopback, prints the one address, and
 * removes all of them when it ends, however it ends. Its arguments are flags for the servers.
 */
public final class ClusterTrial {
  private static final int NODES = 3;

  private static final int LAST_LINES = 5;

  /** Ends a process when the standard input ends: also when this process is killed. */
  private static final String GUARDIAN =
      "exec 3<&0; \"$@\" 3<&- & child=$!; { cat <&3 >/dev/null; kill -TERM $child; } & wait $child";

  private final Path home;
  private final List<String> program;
  private final Map<String, Process> guardians = new LinkedHashMap<>();

  private ClusterTrial(Path home, List<String> program) {
    this.home = home;
    this.program = program;
  }

  /** The packed jar, or the classes of this process where none is named. */
  private static List<String> program() {
    String jar = System.getProperty("trial.jar", "");
    return jar.isEmpty()
        ? List.of("-cp", System.getProperty("java.class.path"), Main.class.getName())
        : List.of("-jar", Path.of(jar).toAbsolutePath().toString());
  }

  /** Runs until SIGINT or SIGTERM. */
  public static void main(String[] flags) throws Exception {
    Path home = Files.createTempDirectory("dalleserver-cluster");
    ClusterTrial trial = new ClusterTrial(home, program());
    int status = 0;
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end.countDown();
                  await(ended);
                }));
    try {
      System.out.println(trial.start(List.of(flags)));
      System.out.flush();
      end.await();
    } catch (EndedException e) {
      System.err.println(e.getMessage());
      status = 1;
    } finally {
      trial.stop();
      ended.countDown();
    }
    if (status != 0) {
      System.exit(status);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String start(List<String> flags) throws IOException {
    PostgresServer postgres = PostgresServer.shared();
    String database = postgres.newDatabase();
    S3Server store = S3Server.shared();
    String bucket = store.newBucket();
    int front = freePort();
    List<Integer> ports = new ArrayList<>();
    for (int i = 1; i <= NODES; i++) {
      int port = freePort();
      ports.add(port);
      List<String> command = new ArrayList<>();
      command.add(
          Path.of(System.getProperty("trial.java.home", System.getProperty("java.home")))
              .resolve("bin/java")
              .toString());
      command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-Djava.awt.headless=true"));
      command.addAll(program);
      command.addAll(
          List.of(
              "--port=" + port,
              "--data-dir=" + home.resolve("node-" + i),
              "--database-url=" + database,
              "--bucket=s3://" + bucket + "/trial",
              "--s3-endpoint=" + store.endpoint(),
              "--s3-path-style=true",
              "--node-name=node-" + i,
              "--trusted-proxies=127.0.0.1"));
      command.addAll(flags);
      run(command, "node-" + i);
    }
    for (int i = 1; i <= NODES; i++) {
      awaitStart("node-" + i, ports.get(i - 1));
    }
    run(
        List.of(
            "nginx",
            "-e",
            home.resolve("nginx-error.log").toString(),
            "-c",
            Files.writeString(home.resolve("nginx.conf"), nginx(front, ports)).toString()),
        "nginx");
    awaitStart("nginx", front);
    return "http://127.0.0.1:"
        + front
        + " leads to "
        + ports.stream().map(port -> "http://127.0.0.1:" + port).collect(Collectors.joining(", "))
        + "\n  database  "
        + database
        + "\n  logs      "
        + home
        + "\n  gallery   http://127.0.0.1:"
        + front
        + "/preview\n  ends with Ctrl-C";
  }

  private void run(List<String> command, String name) throws IOException {
    List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARDIAN, name));
    guarded.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(guarded)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(name + ".log").toFile());
    builder.environment().put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
    guardians.put(name, builder.start());
  }

  private void awaitStart(String name, int port) throws IOException {
    Process guardian = Objects.requireNonNull(guardians.get(name));
    Waiting.until(() -> accepts(port) || !guardian.isAlive());
    if (!guardian.isAlive()) {
      List<String> said = Files.readAllLines(home.resolve(name + ".log"));
      throw new EndedException(
          "%s has ended: %s"
              .formatted(
                  name,
                  String.join(
                      "\n", said.subList(Math.max(0, said.size() - LAST_LINES), said.size()))));
    }
  }

  /** A process has ended before it accepted connections. */
  private static final class EndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndedException(String message) {
      super(message);
    }
  }

  private String nginx(int front, List<Integer> ports) {
    String servers =
        ports.stream()
            .map(port -> "server 127.0.0.1:" + port + " max_fails=1 fail_timeout=2s;")
            .collect(Collectors.joining(" "));
    return """
    daemon off; master_process off; pid %1$s/nginx.pid;
    events { worker_connections 1000; }
    http {
      access_log off;
      client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
      map $http_upgrade $connection_of { default upgrade; "" ""; }
      upstream nodes { %3$s keepalive 16; }
      server {
        listen 127.0.0.1:%2$d;
        client_max_body_size 64k;
        location / {
          proxy_pass http://nodes;
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_of;
          proxy_buffering off;
          proxy_read_timeout 330s;
          proxy_next_upstream error timeout;
          proxy_next_upstream_tries 3;
        }
      }
    }
    """
        .formatted(home, front, servers);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void stop() throws IOException, InterruptedException {
    for (Process guardian : guardians.values()) {
      guardian.getOutputStream().close();
    }
    for (Process guardian : guardians.values()) {
      guardian.waitFor();
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
