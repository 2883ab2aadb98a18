package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Clients that lose their connection at every moment, and open it again. */
class ReconnectPropertyTest {
  /** What a client does on one connection before it is cut. */
  enum Moment {
    AT_ONCE,
    AFTER_THE_HEAD,
    AFTER_THE_FIRST_EVENT,
    AFTER_THE_SECOND_EVENT,
    AFTER_THE_END
  }

  /**
   * One connection of a client.
   *
   * @param cancelled whether another client cancels the run before
   * @param idle whether all runs have ended before
   */
  record Connection(int client, boolean socket, Moment cut, boolean cancelled, boolean idle) {}

  private static final AtomicInteger TRIES = new AtomicInteger();
  private static TestServer server;

  @BeforeContainer
  static void open() throws IOException {
    server =
        TestServer.in(Files.createTempDirectory("reconnect")).with("--failure-hold", "1ms").start();
  }

  @AfterContainer
  static void close() {
    server.close();
  }

  @Provide
  Arbitrary<Connection> connections() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 1),
            Arbitraries.of(true, false),
            Arbitraries.of(Moment.class),
            Arbitraries.of(true, false, false),
            Arbitraries.of(true, false))
        .as(Connection::new);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void there_are_never_more_runs_than_wishes(
      @ForAll @Size(min = 2, max = 8) List<@net.jqwik.api.From("connections") Connection> played,
      @ForAll boolean refused,
      @ForAll boolean force)
      throws IOException {
    if (refused) {
      server.painter().fail(FailureCode.OPENAI_ERROR, "no");
    } else {
      server.painter().recover();
    }
    String path = "/dalle/simple/0x%040x".formatted(TRIES.incrementAndGet());
    String query = "?generate=1" + (force ? "&force=1" : "");
    Set<Long> before = server.painter().callsBySeed().keySet();
    String[] lastIds = {"", ""};
    for (Connection one : played) {
      if (one.cancelled()) {
        server.send("DELETE", path);
      }
      if (one.idle()) {
        awaitIdle(path);
      }
      play(one, path, query, lastIds);
    }
    awaitIdle(path);
    long wishes = played.stream().map(Connection::client).distinct().count();
    // By picture: a request of an earlier try, whose client went at once, may be handled only now.
    assertThat(server.painter().callsBySeed())
        .allSatisfy(
            (seed, calls) ->
                assertThat(before.contains(seed) ? 0 : calls).isLessThanOrEqualTo((int) wishes));
  }

  private static void awaitIdle(String path) {
    Waiting.until(
        () -> {
          var answer = server.get(path);
          return answer.status() == 404 || answer.header("Content-Type").startsWith("image/");
        });
  }

  private static void play(Connection one, String path, String query, String[] lastIds)
      throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      StringBuilder head = new StringBuilder("GET " + path);
      head.append(one.socket() ? "/ws" : "/events").append(query);
      // Without chunks, so that lines are those of the stream.
      head.append(one.socket() ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
      head.append("Host: localhost\r\nUser-Agent: client ").append(one.client()).append("\r\n");
      if (one.socket()) {
        head.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        head.append("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
      } else if (!lastIds[one.client()].isEmpty()) {
        head.append("Last-Event-ID: ").append(lastIds[one.client()]).append("\r\n");
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
      if (one.cut() != Moment.AT_ONCE) {
        read(socket, one, lastIds);
      }
    }
  }

  /** Reads as far as the client gets, and keeps the ids of whole events, as a browser does. */
  private static void read(Socket socket, Connection one, String[] lastIds) throws IOException {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String status = lines.readLine();
    boolean follows = status != null && (status.contains(" 200") || status.contains(" 101"));
    if (!follows || one.cut() == Moment.AFTER_THE_HEAD || one.socket()) {
      return;
    }
    int events = 0;
    String id = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.isEmpty() && !id.isEmpty()) {
        lastIds[one.client()] = id;
        events++;
        if (events == 1 && one.cut() == Moment.AFTER_THE_FIRST_EVENT
            || events == 2 && one.cut() == Moment.AFTER_THE_SECOND_EVENT) {
          return;
        }
      }
    }
  }
}
