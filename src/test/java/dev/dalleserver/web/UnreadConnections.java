package dev.dalleserver.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients that send requests and read no answer. */
final class UnreadConnections implements AutoCloseable {
  private static final int RECEIVE_BUFFER = 1024;

  private final List<SocketChannel> channels = new ArrayList<>();

  /**
   * @param text requests, which each client sends without waiting
   */
  UnreadConnections(int port, int clients, String text) {
    ByteBuffer requests = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    try {
      for (int i = 0; i < clients; i++) {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        // What the server does not take yet is left out: it has stopped reading by then.
        channel.configureBlocking(false);
        channel.write(requests.duplicate());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  @Override
  public void close() {
    try {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
