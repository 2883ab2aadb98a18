package dev.dalleserver.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Probes the server's liveness again and again, each time on a new connection as a load balancer
 * does. A probe without an answer within ten seconds counts as ten seconds.
 */
final class Liveness implements AutoCloseable {
  private static final String QUESTION =
      "GET /health?check=liveness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int PAUSE_MILLIS = 100;

  private final int port;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final AtomicInteger answers = new AtomicInteger();
  private final Thread thread = new Thread(this::askOn, "liveness");

  Liveness(int port) {
    this.port = port;
    thread.setDaemon(true);
    thread.start();
  }

  /** The time from now until the first answer, over as many probes as it takes; at most 30 s. */
  Duration firstAnswer() {
    long began = System.nanoTime();
    boolean answered = false;
    while (!answered && System.nanoTime() - began < 3L * PATIENCE_MILLIS * 1_000_000) {
      answered = ask();
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The longest time that any probe has taken so far. */
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }

  /** How many probes were answered in time. */
  int answers() {
    return answers.get();
  }

  private void askOn() {
    try {
      while (!closed.get()) {
        ask();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ask() {
    long began = System.nanoTime();
    boolean alive = false;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
      socket.getOutputStream().write(QUESTION.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      alive = String.valueOf(in.readLine()).startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      // Refused, cut off or silent: none of these is an answer.
      LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000L);
    }
    long took = System.nanoTime() - began;
    if (!closed.get()) {
      slowestNanos.accumulateAndGet(alive ? took : PATIENCE_MILLIS * 1_000_000L, Math::max);
      answers.addAndGet(alive ? 1 : 0);
    }
    return alive;
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
