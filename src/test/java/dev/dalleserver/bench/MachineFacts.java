package dev.dalleserver.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this machine can do without any server, so that tables of two machines can be compared: how
 * fast one thread copies memory, how fast two threads move bytes over loopback, and how many system
 * calls one thread makes.
 */
final class MachineFacts {
  private static final int COPIED_BYTES = 64 << 20;
  private static final int COPIES = 12;
  private static final long MOVED_BYTES = 2L << 30;
  private static final int MOVED_AT_ONCE = 256 << 10;
  private static final int CALLS = 400_000;
  private static final double NANOS_A_SECOND = 1e9;
  private static final double GIGA = 1e9;

  private MachineFacts() {}

  static Map<String, String> measure() throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("memory, copied by one thread", Spread.number(copied()) + " GB/s");
    facts.put("loopback, one connection", Spread.number(moved()) + " GB/s");
    facts.put("system calls of one thread", "%,.0f a second".formatted(calls()));
    return facts;
  }

  /** The best of several copies: the first ones also wait for pages. */
  private static double copied() {
    byte[] from = new byte[COPIED_BYTES];
    byte[] to = new byte[COPIED_BYTES];
    double best = 0;
    for (int i = 0; i < COPIES; i++) {
      long before = System.nanoTime();
      System.arraycopy(from, 0, to, 0, COPIED_BYTES);
      best = Math.max(best, COPIED_BYTES / GIGA / seconds(before));
      from[i] = to[COPIED_BYTES - 1 - i];
    }
    return best;
  }

  private static double moved() throws IOException, InterruptedException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread reader = new Thread(() -> readAll(server.socket().getLocalPort()), "reader");
      reader.start();
      try (SocketChannel to = server.accept()) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MOVED_AT_ONCE);
        long before = System.nanoTime();
        long sent = 0;
        while (sent < MOVED_BYTES) {
          sent += to.write(buffer.clear());
        }
        double rate = sent / GIGA / seconds(before);
        to.shutdownOutput();
        reader.join();
        return rate;
      }
    }
  }

  private static void readAll(int port) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MOVED_AT_ONCE);
    try (SocketChannel from =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      int count;
      do {
        count = from.read(buffer.clear());
      } while (count >= 0);
    } catch (IOException e) {
      throw new IllegalStateException("loopback does not work", e);
    }
  }

  /** Reads one byte of a file that has no end. */
  private static double calls() throws IOException {
    ByteBuffer one = ByteBuffer.allocateDirect(1);
    try (FileChannel zero = FileChannel.open(Path.of("/dev/zero"))) {
      long before = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        zero.read(one.clear());
      }
      return CALLS / seconds(before);
    }
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / NANOS_A_SECOND;
  }
}
