package dev.dalleserver.chaos;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/** Many connections at once to a server of this process, each with a request under way. */
final class Crowd implements AutoCloseable {
  /** Descriptors of a connection in this process: both its ends. */
  private static final int DESCRIPTORS = 2;

  private static final int SPARE_DESCRIPTORS = 500;

  private final List<SocketChannel> sockets = new ArrayList<>();

  private Crowd() {}

  /** Skips the test, and says so, on a machine that has too few file descriptors for a crowd. */
  static void need(int size) {
    if (ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        && unix.getMaxFileDescriptorCount() < size * DESCRIPTORS + SPARE_DESCRIPTORS) {
      System.out.println("SKIPPED: a crowd of " + size + " needs a larger ulimit -n");
      Assumptions.abort("too few file descriptors");
    }
  }

  /**
   * Sends all requests before any answer is read.
   *
   * @param path gives the n-th path to ask for
   * @param receiveBuffer bytes that the system takes for a client that does not read; 0 for its own
   */
  static Crowd asks(int port, int size, int receiveBuffer, IntFunction<String> path)
      throws IOException {
    Crowd crowd = new Crowd();
    for (int i = 0; i < size; i++) {
      SocketChannel socket = SocketChannel.open();
      crowd.sockets.add(socket);
      if (receiveBuffer > 0) {
        socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      }
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      String request =
          "GET " + path.apply(i) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
    }
    return crowd;
  }

  /** Reads every answer to its end. */
  List<String> answers() throws IOException {
    List<String> answers = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    for (SocketChannel socket : sockets) {
      buffer.clear();
      while (socket.read(buffer) >= 0 && buffer.hasRemaining()) {
        // Goes on until the server has closed.
      }
      answers.add(StandardCharsets.UTF_8.decode(buffer.flip()).toString());
      socket.close();
    }
    return answers;
  }

  /**
   * Reads on each connection until it has got {@code wanted}; bytes that came with it are read too.
   */
  void readUntil(String wanted) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    for (SocketChannel socket : sockets) {
      StringBuilder seen = new StringBuilder();
      while (seen.indexOf(wanted) < 0) {
        if (socket.read(buffer.clear()) < 0) {
          throw new EOFException("it ended without \"" + wanted + "\"");
        }
        seen.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
      }
    }
  }

  /** Waits until each has got something, and leaves what comes after it unread. */
  void awaitFirstBytes() throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (SocketChannel socket : sockets) {
      socket.read(one.clear());
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel socket : sockets) {
      socket.close();
    }
  }
}
