package dev.dalleserver.web.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which avatars start pictures. */
@Timeout(60)
class AvatarStartsTest {
  private static final String AVATAR = "/avatars/simple/" + TestServer.ADDRESS;

  @TempDir private Path dataDir;

  @Test
  void with_the_setting_a_missing_picture_is_started_once() {
    try (TestServer server = TestServer.in(dataDir).with("--avatars-make").start()) {
      server.painter().hold();
      assertThat(server.get(AVATAR, "Sec-Purpose", "prefetch").status()).isEqualTo(200);
      assertThat(server.painter().calls()).isZero();
      for (int i = 0; i < 5; i++) {
        assertThat(server.get(AVATAR).header("X-Picture")).isEqualTo("placeholder");
      }
      Waiting.until(() -> server.painter().calls() == 1);
      server.send("DELETE", "/dalle/simple/" + TestServer.ADDRESS);
      // It has ended without a picture: pages that go on asking do not start it again.
      assertThat(server.get(AVATAR).header("X-Picture")).isEqualTo("placeholder");
      assertThat(server.get("/events/none").status()).isEqualTo(404);
      assertThat(server.painter().calls()).isEqualTo(1);
      server.painter().release();
    }
  }

  @Test
  void no_more_than_a_hundred_wait_because_of_avatars() {
    try (TestServer server =
        TestServer.in(dataDir).with("--avatars-make", "--workers", "1").start()) {
      server.painter().hold();
      for (int i = 0; i < 130; i++) {
        String address = String.format("0x%040x", i + 1);
        assertThat(server.get("/avatars/simple/" + address).status()).isEqualTo(200);
      }
      String metrics = server.get("/metrics").text();
      double waiting =
          metrics
              .lines()
              .filter(line -> line.startsWith("dalleserver_generation_queue_depth "))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
              .findFirst()
              .orElseThrow();
      assertThat(waiting).isBetween(99.0, 100.0);
      server.painter().release();
    }
  }

  @Test
  void where_gets_change_nothing_avatars_start_nothing() {
    try (TestServer server =
        TestServer.in(dataDir).with("--avatars-make", "--strict-methods").start()) {
      assertThat(server.get(AVATAR).header("X-Picture")).isEqualTo("placeholder");
      assertThat(server.painter().calls()).isZero();
      assertThat(server.get("/dalle/simple/" + TestServer.ADDRESS).status()).isEqualTo(404);
    }
  }
}
