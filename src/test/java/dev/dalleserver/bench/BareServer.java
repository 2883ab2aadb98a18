package dev.dalleserver.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that runs {@link BareLoop} on the measured JDK. */
final class BareServer implements AutoCloseable {
  private final Process process;
  private final Path folder;
  private final int port;

  private BareServer(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Starts it on a folder of its own. */
  static BareServer start(Workshop shop, Path folder) throws IOException {
    int port = FreePort.find();
    put(folder, "ready", "200 OK", new byte[] {'y'});
    Process process =
        new ProcessBuilder(
                shop.options().javaHome().resolve("bin/java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BareLoop.class.getName(),
                Integer.toString(port),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(shop.folder().resolve("bare.log").toFile())
            .start();
    shop.watch(process);
    FreePort.await(port, BareLoop.BUFFER + "ready", process::isAlive);
    return new BareServer(process, folder, port);
  }

  /** Makes it answer with a file by {@code transferTo}; returns the side of a contest. */
  Contest.Side transfer(String name, byte[] body) throws IOException {
    put(folder, name, "200 OK", body);
    return side(BareLoop.TRANSFER + name);
  }

  /**
   * Makes it answer from memory; returns the side of a contest.
   *
   * @param status code and reason
   */
  Contest.Side buffer(String name, String status, byte[] body) throws IOException {
    put(folder, name, status, body);
    return side(BareLoop.BUFFER + name);
  }

  private Contest.Side side(String path) {
    return Contest.Side.of(new ProcessUse(process.toHandle()), "http://127.0.0.1:" + port + path);
  }

  private static void put(Path folder, String name, String status, byte[] body) throws IOException {
    // A 304 has no length: the client would wait for a body.
    String length = status.startsWith("304") ? "" : "Content-Length: " + body.length + "\r\n";
    String head =
        "HTTP/1.1 " + status + "\r\nContent-Type: application/octet-stream\r\n" + length + "\r\n";
    Files.write(folder.resolve(name + BareLoop.HEAD), head.getBytes(StandardCharsets.US_ASCII));
    Files.write(folder.resolve(name + BareLoop.BODY), body);
  }

  @Override
  public void close() {
    Children.end(process);
  }
}
