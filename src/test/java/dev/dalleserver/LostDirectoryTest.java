package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does when its data directory, or the lock in it, is taken away while it runs. */
class LostDirectoryTest {
  private static final String READINESS = "/health?check=readiness";

  @TempDir Path folder;

  @Test
  void a_process_is_not_ready_and_then_ends_with_one_line_when_its_lock_is_removed()
      throws Exception {
    Path dataDir = folder.resolve("data");
    try (ServerProcess server = ServerProcess.start(dataDir, "--skip-image")) {
      assertThat(server.get(READINESS).status()).isEqualTo(200);

      Files.delete(dataDir.resolve(".lock"));

      Waiting.untilAsserted(() -> assertThat(server.get(READINESS).text()).contains("was removed"));
      assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
      assertThat(server.endsWithin(Duration.ofSeconds(20))).isTrue();
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.log().lines().filter(line -> line.startsWith("dalleserver: ")))
          .singleElement()
          .asString()
          .contains("was removed", "the server stops");
    }
  }

  @Test
  void another_server_in_the_place_of_its_directory_is_left_alone() throws Exception {
    Path dataDir = folder.resolve("data");
    try (ServerProcess first = ServerProcess.start(dataDir, "--skip-image")) {
      Files.move(dataDir, folder.resolve("away"));
      try (ServerProcess second = ServerProcess.start(dataDir, "--skip-image")) {
        assertThat(first.endsWithin(Duration.ofSeconds(20))).isTrue();
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(second.get(READINESS).status()).isEqualTo(200);
        assertThat(dataDir.resolve(".tmp")).isEmptyDirectory();
        assertThat(dataDir.resolve("metrics")).as("of the first").isEmptyDirectory();
      }
    }
  }

  @Test
  void within_a_process_it_stores_and_pays_for_nothing_until_the_directory_is_back()
      throws Exception {
    Path dataDir = folder.resolve("data");
    try (TestServer server = TestServer.start(dataDir)) {
      server.make("simple");
      Files.move(dataDir, folder.resolve("away"));
      Waiting.untilAsserted(() -> assertThat(server.get(READINESS).status()).isEqualTo(503));
      int asked = server.painter().calls();

      String other = "0x" + "1".repeat(40);
      TestResponse ended = server.client().pollUntilDone("/dalle/simple/" + other + "?generate=1");
      assertThat(ended.json().path("errorCode").asText()).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(server.painter().calls()).isEqualTo(asked);
      assertThat(dataDir).doesNotExist();

      Files.move(folder.resolve("away"), dataDir);
      Waiting.untilAsserted(() -> assertThat(server.get(READINESS).status()).isEqualTo(200));
    }
  }
}
