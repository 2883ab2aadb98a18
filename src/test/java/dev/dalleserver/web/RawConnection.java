package dev.dalleserver.web;

import dev.dalleserver.fixtures.TestResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection that tests send what they like on, as slowly as they like. */
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  public RawConnection(int port) {
    this(port, 64 * 1024);
  }

  /**
   * @param receiveBuffer how many unread bytes the network takes
   */
  public RawConnection(int port, int receiveBuffer) {
    try {
      socket.setReceiveBufferSize(receiveBuffer);
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream(), 512);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a text as it is. */
  public RawConnection send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads so many bytes as they come, which hold what is beyond ASCII as ISO 8859-1. */
  public String read(int bytes) {
    try {
      return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A GET that leaves the connection open. */
  public RawConnection get(String path) {
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Reads one answer that says how long it is. */
  public TestResponse answer() {
    try {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException("closed after: " + head);
        }
        head.write(next);
      }
      TestResponse bare = RawHttp.parse(head.toByteArray());
      String length = bare.header("Content-Length");
      byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
      return new TestResponse(bare.status(), bare.headers(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends {@code piece} again and again until the server hangs up; gives the milliseconds. */
  public long dribbleUntilCut(String piece, int pauseMillis) {
    long began = System.nanoTime();
    try {
      socket.setSoTimeout(pauseMillis);
      while (millisSince(began) < PATIENCE_MILLIS && !hungUp()) {
        socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (SocketException e) {
      // Reset or broken: that is the end waited for.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return millisSince(began);
  }

  /** Reads a few bytes now and then for a while, then all that there is; gives how many came. */
  public long sip(int pauseMillis, int times) {
    try {
      long read = 0;
      for (int i = 0; i < times; i++) {
        Thread.sleep(pauseMillis);
        read += Math.max(0, in.read(new byte[16]));
      }
      return read + in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private boolean hungUp() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
