package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, and later has room again. */
class DiskTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS + "?generate=1";

  @TempDir Path root;
  private SmallDisk disk;
  private FakeProvider provider;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    disk = SmallDisk.mount(root, "size=24m,nr_inodes=300");
    provider = new FakeProvider(0, Map.of());
    server = TestServer.in(root).remote(provider.baseUrl()).with("--failure-hold", "50ms").start();
  }

  @AfterEach
  void stop() {
    // All are missing where the test was skipped.
    if (server != null) {
      server.close();
      provider.close();
      disk.close();
    }
  }

  private void assertNothingCanBeMade() {
    TestResponse failed = server.client().pollUntilDone(PATH);
    assertThat(failed.json().path("errorCode").asText()).isEqualTo("FILE_SYSTEM_ERROR");
    assertThat(failed.text()).doesNotContain(root.toString());
    assertThat(provider.calls("image") + provider.calls("chat")).as("paid calls").isZero();
    Waiting.untilAsserted(() -> assertThat(root.resolve(".tmp")).isEmptyDirectory());
    Waiting.until(() -> server.get("/health?check=readiness").status() == 503);
    assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
  }

  private void assertItRecovers() {
    Waiting.until(
        () -> server.client().pollUntilDone(PATH).json().path("error").asText().isEmpty());
    assertThat(provider.calls("image")).isEqualTo(1);
    Waiting.until(() -> server.get("/health?check=readiness").status() == 200);
    Waiting.untilAsserted(() -> assertThat(root.resolve(".tmp")).isEmptyDirectory());
  }

  @Test
  void a_full_one_costs_a_run_and_nothing_else() throws IOException {
    disk.fill();
    assertNothingCanBeMade();
    disk.free();
    assertItRecovers();
  }

  @Test
  void one_that_has_no_place_for_another_file_is_full_too() throws IOException {
    disk.fillInodes();
    assertNothingCanBeMade();
    disk.free();
    assertItRecovers();
  }

  @Test
  void one_that_may_only_be_read_costs_a_run_and_nothing_else() {
    disk.forbid(root.resolve(".tmp"));
    assertNothingCanBeMade();
    disk.allow(root.resolve(".tmp"));
    assertItRecovers();
  }

  @Test
  void one_that_fills_up_after_the_texts_were_stored_lets_nothing_be_paid_for() throws IOException {
    provider.behave(Map.of("status", "400", "only", "image"));
    server.client().pollUntilDone(PATH);
    int images = provider.calls("image");
    int chats = provider.calls("chat");
    provider.behave(Map.of());
    disk.fill();
    Waiting.until(
        () ->
            server
                .client()
                .pollUntilDone(PATH)
                .json()
                .path("errorCode")
                .asText()
                .equals("FILE_SYSTEM_ERROR"));
    assertThat(provider.calls("image")).isEqualTo(images);
    assertThat(provider.calls("chat")).isEqualTo(chats);
  }
}
