package dev.dalleserver.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Clients that are slow, silent or faulty, from their own addresses: at most {@value #AT_ONCE}
 * connections of each kind are open at one time.
 */
final class BadClients {
  private static final int AT_ONCE = 60;
  private static final int SMALL_BUFFER = 4096;
  private static final int GARBAGE_BYTES = 2_000;
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";

  private final int port;
  private final Tally tally;
  private final Random random = new Random(7);

  BadClients(int port, Tally tally) {
    this.port = port;
    this.tally = tally;
  }

  void begin(Actors actors, List<AutoCloseable> after) {
    kind(actors, after, "dead", 2, "", 100);
    kind(actors, after, "half a header", 3, "GET /images HTTP/1.1\r\nHo", 100);
    kind(
        actors,
        after,
        "half a body",
        4,
        "POST /v1/images/generations" + HOST + "Content-Length: 60000\r\n\r\n{\"prompt\":",
        100);
    kind(actors, after, "deaf follower", 5, "GET /events" + HOST + "\r\n", 100);
    kind(
        actors,
        after,
        "deaf reader",
        6,
        ("GET /series?details=series" + HOST + "\r\n").repeat(40),
        150);
    actors.beginInterruptible("slow", Duration.ofMillis(10), this::dribble, problem -> {});
    actors.beginInterruptible("garbage", Duration.ofMillis(50), this::garbage, problem -> {});
    actors.beginInterruptible("resets", Duration.ofMillis(50), this::reset, problem -> {});
  }

  /** Opens one after another, sends that much, and keeps the latest open. */
  private void kind(
      Actors actors, List<AutoCloseable> after, String name, int from, String text, int pause) {
    Deque<Socket> open = new ArrayDeque<>();
    after.add(
        () -> {
          for (Socket socket : open) {
            socket.close();
          }
        });
    actors.beginInterruptible(
        name,
        Duration.ofMillis(pause),
        () -> {
          Socket socket = connect(from);
          open.add(socket);
          socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
          tally.count("bad " + name);
          if (open.size() > AT_ONCE) {
            open.remove().close();
          }
        },
        problem -> tally.count("bad " + name + " turned away"));
  }

  /** Ten at a time, a byte a second each, until the server has enough of it. */
  private void dribble() throws IOException, InterruptedException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        slow.add(connect(7));
      }
      for (byte one : ("GET /images" + HOST).getBytes(StandardCharsets.US_ASCII)) {
        for (Socket socket : slow) {
          socket.getOutputStream().write(one);
        }
        Thread.sleep(500);
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
        tally.count("bad slow");
      }
    }
  }

  private void garbage() throws IOException {
    try (Socket socket = connect(8)) {
      byte[] noise = new byte[1 + random.nextInt(GARBAGE_BYTES)];
      random.nextBytes(noise);
      socket.getOutputStream().write(noise);
      tally.count("bad garbage");
    }
  }

  /** Asks for something long and resets the connection before or while it comes. */
  private void reset() throws IOException {
    try (Socket socket = connect(9)) {
      socket.setSoLinger(true, 0);
      String path = random.nextBoolean() ? "/openapi.json" : "/events";
      socket.getOutputStream().write(("GET " + path + HOST + "\r\n").getBytes());
      if (random.nextBoolean()) {
        socket.setSoTimeout(1000);
        socket.getInputStream().readNBytes(100);
      }
      tally.count("bad reset");
    }
  }

  private Socket connect(int from) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER);
    // Honest clients come from 127.0.0.1, so bad clients do not use up their share of connections.
    byte[] address = {127, 0, 0, (byte) from};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
    return socket;
  }
}
