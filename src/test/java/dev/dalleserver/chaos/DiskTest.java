package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  @Test
  void a_full_one_takes_no_collection_and_keeps_no_part_of_one() throws IOException {
    server.send("POST", "/dalle/simple/" + TestServer.ADDRESS);
    TestResponse begun = begin("/collections?series=simple", TestServer.ADDRESS);
    String one = "/collections/" + begun.json().at("/data/id").asText();
    disk.fill();

    TestResponse another = begin("/collections?series=simple", list(2000));
    TestResponse more = begin(one + "/addresses", list(2000));

    for (TestResponse refused : List.of(another, more)) {
      assertThat(refused.status()).isEqualTo(500);
      assertThat(refused.json().at("/error/code").asText()).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(refused.text()).contains("No space left").doesNotContain(root.toString());
    }
    assertThat(server.get("/collections").json().at("/data/count").asInt()).isEqualTo(1);
    assertThat(server.get(one).json().at("/data/total").asInt()).isEqualTo(1);
    try (Stream<Path> files = Files.list(root.resolve("collections"))) {
      assertThat(files).allMatch(file -> file.toString().contains(one.substring(13)));
    }
    disk.free();
    assertThat(begin(one + "/addresses", list(3)).json().at("/data/accepted").asInt()).isEqualTo(3);
  }

  private TestResponse begin(String path, String list) {
    return server.send(
        HttpRequest.newBuilder(server.client().uri(path))
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString(list)));
  }

  private static String list(int count) {
    return IntStream.range(0, count)
        .mapToObj("0x%040x"::formatted)
        .collect(Collectors.joining("\n"));
  }
}
