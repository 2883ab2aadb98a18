package dev.dalleserver.web.server;

import dev.dalleserver.storage.ConfinedTree;
import dev.dalleserver.web.files.FileAnswer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The limits on what one client may take of the server before it is cut off. Operators need not set
 * them: they are far above what well-behaved clients use. Tests make them small, to see them take
 * effect.
 *
 * @param headerTimeout how long a request's header may take, from its first byte on; for the first
 *     request of a connection, from the connection's beginning
 * @param bodyTimeout how long a body may take after the header; with {@code bodyBytes} a minimum
 *     data rate
 * @param stallTimeout how long a client may read an answer more slowly than the minimum
 * @param minBytesPerSecond the minimum rate at which a client reads an answer once the network
 *     takes no more of it
 * @param idleTimeout how long a connection without requests is kept
 * @param bodyBytes the longest body
 * @param headerBytes the longest request line with all headers
 * @param connections how many may be open at once, those in the reserve included
 * @param shares how connections are shared out
 * @param sendBufferBytes what the kernel keeps for a client that does not read; 0 leaves it to the
 *     kernel, which adapts it to each client
 * @param examineInterval how often connections are examined
 * @param drainTimeout how long answers under way may take once the server is to stop
 */
public record Limits(
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration stallTimeout,
    long minBytesPerSecond,
    Duration idleTimeout,
    int bodyBytes,
    int headerBytes,
    int connections,
    Shares shares,
    int sendBufferBytes,
    Duration examineInterval,
    Duration drainTimeout) {
  private static final int KIBIBYTE = 1024;
  private static final int KERNEL_DEFAULT = 0;
  private static final int MAX_CONNECTIONS = 16_384;
  private static final int MIN_CONNECTIONS = 8;

  /**
   * Maximum number of files open at once for pictures within JSON, over all clients. Separate from
   * the permits for single pictures, which are still served when clients read batches slowly.
   */
  public static final int MOST_STREAMED_FILES = 64;

  /** File descriptors for pictures that are made and stored, for removals, and for the provider. */
  private static final long RESERVED_FOR_WORK = 80;

  /**
   * File descriptors besides those that are open at the start: for pictures that are sent from the
   * disk, the folders on the way to them, and the work.
   */
  private static final long RESERVED_FOR_FILES =
      FileAnswer.MAX_FROM_DISK
          + MOST_STREAMED_FILES
          + ConfinedTree.MAX_DESCRIPTORS
          + RESERVED_FOR_WORK;

  /** Creates limits with the shares that suit the number of connections. */
  public Limits(
      Duration header,
      Duration body,
      Duration stalled,
      long leastBytesPerSecond,
      Duration idle,
      int bodyBytes,
      int headerBytes,
      int connections,
      Duration look,
      Duration stopping) {
    this(
        header,
        body,
        stalled,
        leastBytesPerSecond,
        idle,
        bodyBytes,
        headerBytes,
        connections,
        Shares.of(connections),
        KERNEL_DEFAULT,
        look,
        stopping);
  }

  /** Returns these limits with another number of connections and other shares. */
  public Limits withConnections(int otherConnections, Shares otherShares) {
    return new Limits(
        headerTimeout,
        bodyTimeout,
        stallTimeout,
        minBytesPerSecond,
        idleTimeout,
        bodyBytes,
        headerBytes,
        otherConnections,
        otherShares,
        sendBufferBytes,
        examineInterval,
        drainTimeout);
  }

  /** Returns these limits with another send buffer. */
  public Limits withSendBuffer(int bytes) {
    return new Limits(
        headerTimeout,
        bodyTimeout,
        stallTimeout,
        minBytesPerSecond,
        idleTimeout,
        bodyBytes,
        headerBytes,
        connections,
        shares,
        bytes,
        examineInterval,
        drainTimeout);
  }

  /** Returns the limits that the server is started with. */
  public static Limits createDefault() {
    int connections = affordableConnections();
    return new Limits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        KIBIBYTE,
        // Longer than the 60 s after which proxies close a connection: a proxy must not send a
        // request on one that this server is about to close.
        Duration.ofSeconds(75),
        64 * KIBIBYTE,
        8 * KIBIBYTE,
        connections,
        Shares.of(connections),
        KERNEL_DEFAULT,
        Duration.ofMillis(500),
        Duration.ofSeconds(10));
  }

  private static final long MIN_RESERVED_FOR_FILES = 40;
  private static final String OPEN_FILES = "Max open files";

  /**
   * Returns how many connections there are file descriptors for, so that pictures can be stored
   * however many clients connect.
   *
   * @param maxFiles how many files may be open
   * @param openFiles how many files are open already
   */
  static int connections(long maxFiles, long openFiles) {
    long left = maxFiles - openFiles;
    // With few descriptors, two thirds are left for files: some answers from the disk would get
    // none.
    long connections = Math.max(left - RESERVED_FOR_FILES, (left - MIN_RESERVED_FOR_FILES) / 3);
    return (int) Math.max(MIN_CONNECTIONS, Math.min(MAX_CONNECTIONS, connections));
  }

  private static int affordableConnections() {
    // Linux has it in two files; elsewhere the JVM's management is asked, which takes ten
    // milliseconds.
    String[] open = new File("/proc/self/fd").list();
    return open == null
        ? affordableByManagementBean()
        : maxOpenFiles().stream()
            .mapToInt(maxFiles -> connections(maxFiles, open.length))
            .findFirst()
            .orElseGet(Limits::affordableByManagementBean);
  }

  /** Reads how many files this process may open, as Linux shows it. */
  private static OptionalLong maxOpenFiles() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines
          .filter(line -> line.startsWith(OPEN_FILES))
          .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ", 2)[0])
          .filter(count -> count.matches("[0-9]{1,18}"))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  private static int affordableByManagementBean() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? connections(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
        : MAX_CONNECTIONS;
  }
}
