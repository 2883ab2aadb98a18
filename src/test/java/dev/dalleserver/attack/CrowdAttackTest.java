package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * More connections than the server can serve, that send half of what they promise or never read.
 */
@Tag("long")
@Timeout(900)
class CrowdAttackTest {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration A_WHILE = Duration.ofSeconds(3);
  private static final String RUN = "/dalle/simple/" + TestServer.ADDRESS;

  /** A run that can be followed while the attack lasts. */
  private static final Map<String, String> SLOW_PAINTER =
      Map.of("only", "image", "latency", "120s");

  /** The heap of run.sh, and beside it what the JVM, threads and sockets take. */
  private static final long MOST_MEGABYTES = 512 + 250;

  /** What followers may cost, all of them together. */
  private static final long MOST_FOR_FOLLOWERS = 120;

  @TempDir Path dataDir;

  @BeforeEach
  void needs_to_measure() {
    Attack.need();
  }

  /** Row 35. */
  @Test
  void ten_thousand_bodies_that_stop_before_their_end() throws Exception {
    int size = 10_000;
    int promised = 64 * 1024;
    Swarm.need(size);
    ByteBuffer almost = ByteBuffer.allocate(promised - 100);
    String head =
        "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + promised
            + "\r\n\r\n";
    almost.put(head.getBytes(StandardCharsets.US_ASCII));
    while (almost.hasRemaining()) {
      almost.put((byte) ' ');
    }
    almost.flip();
    try (AttackedServer server = AttackedServer.in(dataDir).start();
        Attack attack = Attack.on(server, "35", "10,000 bodies that stop before their end")) {
      String result;
      try (Swarm swarm =
          Swarm.sends(server.port(), size, Swarm.Manner.reading(), n -> almost.duplicate())) {
        swarm.awaitSent(LONGEST);
        attack.isAtItsTop(A_WHILE);
        result = swarm.sent() + " sent, answered at once " + swarm.answers();
      }
      attack.isOver(result);
      assertThat(attack.topMegabytes()).isLessThan(MOST_MEGABYTES);
      assertStillMakesPictures(server);
    }
  }

  /** Row 37, at the number of files that Linux gives a service unless told otherwise. */
  @Test
  void four_thousand_followers_of_one_run() throws Exception {
    int size = 4_000;
    Swarm.need(size);
    try (AttackedServer server =
            AttackedServer.in(dataDir).openFiles(4096).provider(SLOW_PAINTER).start();
        Attack attack = Attack.on(server, "37", "4,000 followers of one run at `ulimit -n 4096`")) {
      server.get(RUN + "?generate=1");
      String result;
      try (Swarm swarm =
          Swarm.sends(
              server.port(), size, Swarm.Manner.reading(), n -> Swarm.get(RUN + "/events", 1))) {
        swarm.awaitSent(LONGEST);
        attack.isAtItsTop(A_WHILE);
        assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
        result = "answers " + swarm.answers() + ", cut off " + swarm.gone();
        assertThat(swarm.answers()).as("some follow").containsKey(200);
      }
      attack.isOver(result);
      assertThat(attack.topMegabytes() - attack.megabytesBefore()).isLessThan(MOST_FOR_FOLLOWERS);
      assertStillMakesPictures(server);
    }
  }

  /** Row 37. */
  @Test
  void two_thousand_websockets_that_offer_compression() throws Exception {
    int size = 2_000;
    Swarm.need(size);
    long plain = socketMegabytes(size, "without an offer", dataDir.resolve("plain"));
    long offered =
        socketMegabytes(
            size,
            "that offer compression",
            dataDir.resolve("offered"),
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
    assertThat(offered - plain).as("for the offer: %d, %d", plain, offered).isLessThan(40);
    assertThat(offered).isLessThan(MOST_FOR_FOLLOWERS);
  }

  private static long socketMegabytes(int size, String how, Path dataDir, String... offer)
      throws Exception {
    String[] headers = new String[offer.length + 4];
    headers[0] = "Upgrade: websocket";
    headers[1] = "Connection: Upgrade";
    headers[2] = "Sec-WebSocket-Version: 13";
    headers[3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    System.arraycopy(offer, 0, headers, 4, offer.length);
    try (AttackedServer server = AttackedServer.in(dataDir).provider(SLOW_PAINTER).start();
        Attack attack = Attack.on(server, "37", "2,000 WebSockets " + how)) {
      server.get(RUN + "?generate=1");
      String result;
      try (Swarm swarm =
          Swarm.sends(
              server.port(),
              size,
              Swarm.Manner.reading(),
              n -> Swarm.get(RUN + "/ws", 1, headers))) {
        swarm.awaitSent(LONGEST);
        attack.isAtItsTop(A_WHILE);
        result = "answers " + swarm.answers();
      }
      attack.isOver(result);
      return attack.topMegabytes() - attack.megabytesBefore();
    }
  }

  /** Row 38. */
  @Test
  void sixty_readers_of_a_long_answer_who_do_not_read() throws Exception {
    int size = 60;
    try (AttackedServer server =
            AttackedServer.in(dataDir).provider(Map.of("body", "noise")).start();
        Attack attack = Attack.on(server, "38", "60 readers of 15 MB answers that do not read")) {
      String path = Batches.make(server, 4);
      int bytes = server.get(path).body().length;
      assertThat(bytes).isGreaterThan(15_000_000);
      try (Swarm swarm =
          Swarm.sends(server.port(), size, Swarm.Manner.deaf(), n -> Swarm.get(path, 1))) {
        swarm.awaitSent(LONGEST);
        attack.isAtItsTop(A_WHILE);
      }
      attack.isOver(bytes / 1_000_000 + " MB each");
      assertThat(attack.topMegabytes()).isLessThan(MOST_MEGABYTES);
      assertStillMakesPictures(server);
    }
  }

  private static void assertStillMakesPictures(AttackedServer server) {
    server.provider().behave(Map.of());
    assertThat(server.make("0x%040x".formatted(77)).json().path("error").asText("-")).isEmpty();
  }
}
