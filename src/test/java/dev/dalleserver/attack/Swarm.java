package dev.dalleserver.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/**
 * Many connections from many addresses of loopback, held by one thread. Each sends its request, and
 * then reads, or does not.
 */
final class Swarm implements AutoCloseable {
  private static final int SPARE_DESCRIPTORS = 500;
  private static final int SMALL_BUFFER = 4096;
  private static final int AT_ONCE = 200;
  private static final int STATUS_AT = 9;
  private static final int STATUS_END = 12;

  /** How the connections of a swarm behave. */
  record Manner(int addresses, boolean reads) {
    /** From 100 addresses, so that no share of one address holds them back. */
    static Manner reading() {
      return new Manner(100, true);
    }

    /** As above, and takes only what the network takes for it. */
    static Manner deaf() {
      return new Manner(100, false);
    }

    Manner from(int other) {
      return new Manner(other, reads);
    }
  }

  private final InetSocketAddress target;
  private final int size;
  private final Manner manner;
  private final IntFunction<ByteBuffer> request;
  private final Selector selector;
  private final ByteBuffer read = ByteBuffer.allocateDirect(64 * 1024);
  private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "swarm");
  private volatile long lastNewsNanos = System.nanoTime();
  private volatile boolean closed;
  private int opened;
  private int connecting;

  private Swarm(int port, int size, Manner manner, IntFunction<ByteBuffer> request)
      throws IOException {
    this.target = new InetSocketAddress("127.0.0.1", port);
    this.size = size;
    this.manner = manner;
    this.request = request;
    this.selector = Selector.open();
    thread.setDaemon(true);
    thread.start();
  }

  /** Skips the test, and says so, on a machine that has too few descriptors for so many. */
  static void need(int size) {
    if (ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        && unix.getMaxFileDescriptorCount() < size + SPARE_DESCRIPTORS) {
      System.out.println("SKIPPED: " + size + " connections need a larger ulimit -n");
      Assumptions.abort("too few file descriptors");
    }
  }

  /**
   * Begins to open the connections, a few hundred at once.
   *
   * @param request what the n-th sends; several may be views of the same bytes
   */
  static Swarm sends(int port, int size, Manner manner, IntFunction<ByteBuffer> request)
      throws IOException {
    return new Swarm(port, size, manner, request);
  }

  /** A GET of a path, or several of it one after another on one connection. */
  static ByteBuffer get(String path, int times, String... headers) {
    String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    String one = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
    return ByteBuffer.wrap(one.repeat(times).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Waits until all have sent everything, or nothing has come of any for two seconds. */
  Swarm awaitSent(Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (sent.get() + gone.get() < size
        && System.nanoTime() < deadline
        && System.nanoTime() - lastNewsNanos < 2_000_000_000L) {
      Thread.sleep(20);
    }
    return this;
  }

  /** How many have sent everything. */
  int sent() {
    return sent.get();
  }

  /** How many the server, or the system on its behalf, has cut off. */
  int gone() {
    return gone.get();
  }

  /** The first answer of each connection that has read one: how many had which status. */
  Map<Integer, Integer> answers() {
    return new TreeMap<>(answers);
  }

  private void run() {
    try {
      while (!closed) {
        while (opened < size && connecting < AT_ONCE) {
          open(opened++);
        }
        selector.select(20);
        for (SelectionKey key : selector.selectedKeys()) {
          serve(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open(int n) throws IOException {
    SocketChannel socket = SocketChannel.open();
    // Reset at the end, so that thousands of ports are free again at once.
    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
    if (!manner.reads()) {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
    }
    socket.configureBlocking(false);
    int address = n % manner.addresses();
    byte[] from = {127, 0, (byte) (1 + address / 250), (byte) (1 + address % 250)};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
    socket.connect(target);
    connecting++;
    socket.register(selector, SelectionKey.OP_CONNECT, new Talk(request.apply(n)));
  }

  private void serve(SelectionKey key) {
    Talk talk = (Talk) key.attachment();
    try {
      if (key.isConnectable()) {
        connecting--;
        ((SocketChannel) key.channel()).finishConnect();
        key.interestOps(interest(true));
      } else {
        if (key.isReadable()) {
          read(key, talk);
        }
        if (key.isValid() && key.isWritable()) {
          write(key, talk);
        }
      }
    } catch (IOException e) {
      end(key);
    }
  }

  private int interest(boolean writes) {
    return (writes ? SelectionKey.OP_WRITE : 0) | (manner.reads() ? SelectionKey.OP_READ : 0);
  }

  private void write(SelectionKey key, Talk talk) throws IOException {
    if (((SocketChannel) key.channel()).write(talk.request) > 0) {
      lastNewsNanos = System.nanoTime();
    }
    if (!talk.request.hasRemaining()) {
      sent.incrementAndGet();
      key.interestOps(interest(false));
    }
  }

  private void read(SelectionKey key, Talk talk) throws IOException {
    int length = ((SocketChannel) key.channel()).read(read.clear());
    lastNewsNanos = System.nanoTime();
    if (length < 0) {
      end(key);
    } else if (!talk.answered && length > STATUS_END) {
      talk.answered = true;
      byte[] status = new byte[STATUS_END - STATUS_AT];
      read.position(STATUS_AT);
      read.get(status);
      answers.merge(
          Integer.parseInt(new String(status, StandardCharsets.US_ASCII)), 1, Integer::sum);
    }
  }

  private void end(SelectionKey key) {
    gone.incrementAndGet();
    lastNewsNanos = System.nanoTime();
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      // The connection is closed already, as wanted.
    }
  }

  /** What one connection has still to send, and whether an answer has come. */
  private static final class Talk {
    private final ByteBuffer request;
    private boolean answered;

    Talk(ByteBuffer request) {
      this.request = request;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
