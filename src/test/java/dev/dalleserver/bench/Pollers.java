package dev.dalleserver.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Clients that ask once a second, each over a connection of its own, all on one thread. An answer's
 * time runs from when it was due to be asked for, so that a late question does not flatter.
 */
final class Pollers implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final byte[] GOOD = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector;
  private final List<Poller> pollers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private Pollers(Selector selector) {
    this.selector = selector;
  }

  /** The results. */
  record Outcome(long[] sortedNanos, long errors) {
    static Outcome of(long[] nanos, int answers, long errors) {
      long[] sorted = Arrays.copyOf(nanos, answers);
      Arrays.sort(sorted);
      return new Outcome(sorted, errors);
    }

    double percentile(double share) {
      if (sortedNanos.length == 0) {
        return Double.MAX_VALUE;
      }
      int at = (int) Math.min(sortedNanos.length - 1, Math.floor(sortedNanos.length * share));
      return sortedNanos[at] / 1e6;
    }
  }

  /** One client. */
  private static final class Poller {
    private final SocketChannel channel;
    private final ByteBuffer request;
    private long dueNanos;
    private boolean asked;
    private boolean good;

    /** Bytes of the answer still to come; negative while its header is. */
    private long left = -1;

    Poller(SocketChannel channel, String path) {
      this.channel = channel;
      String text = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      this.request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    void ask() throws IOException {
      asked = true;
      left = -1;
      request.rewind();
      // Far less than any socket takes at once.
      channel.write(request);
    }

    /** Reads on; true when the answer is whole. */
    boolean take(ByteBuffer buffer) throws IOException {
      buffer.clear();
      int count = channel.read(buffer);
      if (count < 0) {
        throw new IOException("the server hung up");
      }
      buffer.flip();
      if (left < 0) {
        readHeader(buffer);
      }
      left -= buffer.remaining();
      return left == 0;
    }

    private void readHeader(ByteBuffer buffer) throws IOException {
      String text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
      int end = text.indexOf("\r\n\r\n");
      String lower = text.toLowerCase(Locale.ROOT);
      int length = lower.indexOf("content-length:");
      if (end < 0 || length < 0 || length > end) {
        throw new IOException("an answer of another form: " + text);
      }
      good = text.startsWith(new String(GOOD, StandardCharsets.US_ASCII));
      int lineEnd = text.indexOf('\r', length);
      left = Long.parseLong(text.substring(length + "content-length:".length(), lineEnd).trim());
      buffer.position(end + 4);
    }
  }

  /** Connects one client for each path. */
  static Pollers connect(int port, List<String> paths) throws IOException {
    Pollers all = new Pollers(Selector.open());
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (String path : paths) {
      SocketChannel channel = SocketChannel.open(address);
      channel.configureBlocking(false);
      Poller poller = new Poller(channel, path);
      channel.register(all.selector, SelectionKey.OP_READ, poller);
      all.pollers.add(poller);
      // Sends the first request at once: the server cuts off connections that stay silent.
      poller.ask();
    }
    return all;
  }

  /** Polls for so many seconds, evenly spread over each. */
  Outcome poll(int seconds) throws IOException {
    long begin = System.nanoTime();
    int rounds = pollers.size() * seconds;
    long[] nanos = new long[rounds];
    int answers = 0;
    int asked = 0;
    long errors = 0;
    drain();
    long deadline = begin + seconds * SECOND_NANOS + LAST_ANSWERS_NANOS;
    while (answers + errors < rounds && System.nanoTime() < deadline) {
      long now = System.nanoTime();
      while (asked < rounds && due(begin, asked) <= now) {
        Poller poller = pollers.get(asked % pollers.size());
        if (poller.asked || !poller.channel.isOpen()) {
          errors++;
        } else {
          poller.dueNanos = due(begin, asked);
          poller.ask();
        }
        asked++;
      }
      selector.select(1);
      for (SelectionKey key : selector.selectedKeys()) {
        Poller poller = (Poller) key.attachment();
        try {
          if (poller.take(buffer)) {
            nanos[answers++] = System.nanoTime() - poller.dueNanos;
            errors += poller.good ? 0 : 1;
            poller.asked = false;
          }
        } catch (IOException e) {
          poller.channel.close();
          errors++;
        }
      }
      selector.selectedKeys().clear();
    }
    return Outcome.of(nanos, answers, errors + Math.max(0, rounds - answers - errors));
  }

  /** Reads the answers to requests that were sent before. */
  private void drain() throws IOException {
    long deadline = System.nanoTime() + LAST_ANSWERS_NANOS;
    while (pollers.stream().anyMatch(p -> p.asked) && System.nanoTime() < deadline) {
      selector.select(1);
      for (SelectionKey key : selector.selectedKeys()) {
        Poller poller = (Poller) key.attachment();
        if (poller.take(buffer)) {
          poller.asked = false;
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private long due(long begin, int number) {
    return begin + (long) ((double) number / pollers.size() * SECOND_NANOS);
  }

  @Override
  public void close() throws IOException {
    for (Poller poller : pollers) {
      poller.channel.close();
    }
    selector.close();
  }
}
