package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What it costs that many follow one run. */
@Timeout(120)
class ManyFollowersTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path dataDir;

  @Test
  void a_hundred_cost_less_than_ten_megabytes() throws Exception {
    follow(100, 10 * MEGABYTE);
  }

  @Tag("long")
  @Test
  void a_thousand_cost_less_than_a_hundred_megabytes_and_no_thread_each() throws Exception {
    follow(1000, 100 * MEGABYTE);
  }

  private void follow(int count, long mostBytes) throws Exception {
    List<SocketChannel> sockets = new ArrayList<>();
    try (TestServer server = TestServer.start(dataDir)) {
      server.painter().hold();
      server.get(PATH + "?generate=1");
      int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
      long before = usedMemory();
      for (int i = 0; i < count; i++) {
        sockets.add(connect(server.port()));
      }
      for (SocketChannel socket : sockets) {
        readUntil(socket, "event: snapshot");
      }
      long after = usedMemory();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore;
      System.out.printf(
          "%d followers: %.1f MB, %d threads more%n",
          count, (after - before) / (double) MEGABYTE, threads);
      assertThat(after - before).isLessThan(mostBytes);
      // What is there more are the pool's, made while all came at once.
      assertThat(threads).isLessThan(Math.max(100, count / 4));
      server.painter().release();
      for (SocketChannel socket : sockets) {
        readUntil(socket, "event: done");
      }
    } finally {
      for (SocketChannel socket : sockets) {
        socket.close();
      }
    }
  }

  private static SocketChannel connect(int port) throws IOException {
    SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    String request = "GET " + PATH + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
    return socket;
  }

  private static void readUntil(SocketChannel socket, String wanted) throws IOException {
    StringBuilder seen = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    while (seen.indexOf(wanted) < 0) {
      assertThat(socket.read(buffer.clear())).isPositive();
      seen.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    }
  }

  /** What is reachable, on the heap and beside it. */
  private static long usedMemory() {
    System.gc();
    long direct =
        ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class).stream()
            .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
            .sum();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
  }
}
