package dev.dalleserver.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The least that a server on this JVM can do: a loop over a selector on each processor, which knows
 * no HTTP but where a request ends and which file it names. It is the limit that the server's own
 * figures are compared with. A program of its own; its arguments are a port and a folder.
 *
 * <p>{@code /transfer/x} sends the file {@code x.body} by {@code transferTo} after {@code x.head};
 * {@code /buffer/x} sends both from direct memory.
 */
final class BareLoop {
  static final String TRANSFER = "/transfer/";
  static final String BUFFER = "/buffer/";
  static final String HEAD = ".head";
  static final String BODY = ".body";

  private static final int REQUEST_BYTES = 4096;
  private static final int BACKLOG = 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final Path folder;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  /** What is sent: memory, and the file that follows it. */
  private record Answer(ByteBuffer memory, FileChannel file, long fileBytes) {
    Answer copy() {
      return new Answer(memory.duplicate(), file, fileBytes);
    }
  }

  /** What one client has asked for, and how much of the answer it has. */
  private static final class Exchange {
    private final ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES);
    private ByteBuffer memory = NOTHING;
    private FileChannel file;
    private long position;
    private long end;

    void answer(Answer answer) {
      memory = answer.memory();
      file = answer.file();
      position = 0;
      end = answer.fileBytes();
    }

    /** Returns true when all is sent. */
    boolean send(SocketChannel to) throws IOException {
      if (memory.hasRemaining()) {
        to.write(memory);
        if (memory.hasRemaining()) {
          return false;
        }
      }
      while (position < end) {
        long sent = file.transferTo(position, end - position, to);
        if (sent == 0) {
          return false;
        }
        position += sent;
      }
      return true;
    }
  }

  private BareLoop(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    BareLoop loop = new BareLoop(Path.of(args[1]));
    int port = Integer.parseInt(args[0]);
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      server.configureBlocking(false);
      new Thread(() -> loop.serve(server), "loop-" + i).start();
    }
  }

  private void serve(ServerSocketChannel server) {
    try (Selector selector = Selector.open()) {
      server.register(selector, SelectionKey.OP_ACCEPT);
      while (server.isOpen()) {
        selector.select(key -> handle(server, key));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(ServerSocketChannel server, SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel client = server.accept();
        if (client != null) {
          client.configureBlocking(false);
          client.setOption(StandardSocketOptions.TCP_NODELAY, true);
          client.register(key.selector(), SelectionKey.OP_READ, new Exchange());
        }
      } else {
        goOn(key, (SocketChannel) key.channel(), (Exchange) key.attachment());
      }
    } catch (IOException e) {
      // The load generator closes its connections in the middle of answers.
      close(key);
    }
  }

  private void goOn(SelectionKey key, SocketChannel client, Exchange exchange) throws IOException {
    if (key.isReadable() && !read(client, exchange)) {
      return;
    }
    boolean all = exchange.send(client);
    key.interestOps(all ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
  }

  /** Returns true when a whole request is there. */
  private boolean read(SocketChannel client, Exchange exchange) throws IOException {
    ByteBuffer request = exchange.request;
    if (client.read(request) < 0) {
      client.close();
      return false;
    }
    int length = request.position();
    byte[] bytes = request.array();
    if (length < 4 || bytes[length - 1] != '\n' || bytes[length - 3] != '\n') {
      return false;
    }
    int pathAt = "GET ".length();
    int pathEnd = pathAt;
    while (bytes[pathEnd] != ' ') {
      pathEnd++;
    }
    String path = new String(bytes, pathAt, pathEnd - pathAt, StandardCharsets.ISO_8859_1);
    exchange.answer(answers.computeIfAbsent(path, this::load).copy());
    request.clear();
    return true;
  }

  private Answer load(String path) {
    try {
      String name = path.substring(path.lastIndexOf('/') + 1);
      byte[] head = Files.readAllBytes(folder.resolve(name + HEAD));
      Path body = folder.resolve(name + BODY);
      long length = Files.size(body);
      boolean transfer = path.startsWith(TRANSFER);
      ByteBuffer memory =
          ByteBuffer.allocateDirect(Math.toIntExact(head.length + (transfer ? 0 : length)));
      memory.put(head);
      FileChannel file = FileChannel.open(body);
      if (!transfer) {
        memory.put(Files.readAllBytes(body));
      }
      return new Answer(memory.flip(), file, transfer ? length : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // There is nothing left to close.
      key.cancel();
    }
  }
}
