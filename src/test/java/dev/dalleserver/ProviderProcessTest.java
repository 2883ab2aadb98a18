package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, a process of its own, against a fake provider that counts its calls. */
class ProviderProcessTest {
  private static final String KEY = "sk-test-0123456789-last";
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final String PATH = "/dalle/simple/" + ADDRESS + "?generate=1";

  @TempDir Path dataDir;
  private FakeProvider provider;

  @BeforeEach
  void startProvider() throws IOException {
    provider = new FakeProvider(0, Map.of());
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  private ServerProcess start(String... flags) {
    return ServerProcess.start(
        dataDir,
        Map.of("OPENAI_API_KEY", KEY, "OPENAI_BASE_URL", provider.baseUrl()),
        Stream.concat(Stream.of("--failure-hold", "100ms"), Stream.of(flags))
            .toArray(String[]::new));
  }

  /** Polls to the end of a run that began after any failure still shown. */
  private static JsonNode make(ServerProcess server, String address) {
    return server.client().pollUntilDone("/dalle/simple/" + address + "?generate=1").json();
  }

  private void assertKeyIsNowhere(ServerProcess server) throws IOException {
    for (String path : List.of("/health", "/metrics", "/metrics?format=json", "/errors", "/")) {
      assertThat(server.get(path).text()).doesNotContain(KEY);
    }
    assertThat(server.log()).doesNotContain(KEY);
    try (Stream<Path> files = Files.walk(dataDir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(KEY);
      }
    }
  }

  @Test
  void a_picture_is_enhanced_painted_and_kept_with_where_it_came_from() throws IOException {
    try (ServerProcess server = start()) {
      JsonNode last = make(server, ADDRESS);
      assertThat(last.path("error").asText()).isEmpty();
      assertThat(last.path("provider").asText()).isEqualTo("openai");
      JsonNode dress = last.path("dalleDress");
      assertThat(dress.path("enhancedPrompt").asText()).isNotBlank();
      assertThat(dress.path("downloadMode").asText()).isEqualTo("b64_json");
      assertThat(dress.path("providerRequestId").asText()).isNotBlank();
      assertThat(server.get("/dalle/simple/" + ADDRESS).header("Content-Type"))
          .isEqualTo("image/png");
      assertThat(server.greeting()).contains(provider.baseUrl(), "sk-…last");
      assertKeyIsNowhere(server);
    }
  }

  @Test
  void a_picture_that_comes_as_a_url_is_fetched_from_the_base_urls_own_host() {
    provider.behave(Map.of("url-mode", ""));
    try (ServerProcess server = start()) {
      JsonNode dress = make(server, ADDRESS).path("dalleDress");
      assertThat(dress.path("downloadMode").asText()).isEqualTo("url");
      assertThat(dress.path("imageUrl").asText()).startsWith("http://");
    }
  }

  @Test
  void a_provider_that_says_no_is_quoted_and_the_next_run_finds_it_recovered() throws IOException {
    provider.behave(
        Map.of(
            "status", "400", "code", "moderation_blocked", "message", "not this", "only", "image"));
    try (ServerProcess server = start()) {
      JsonNode failed = make(server, ADDRESS);
      assertThat(failed.path("error").asText()).contains("not this");
      assertThat(failed.path("errorCode").asText()).isEqualTo("OPENAI_ERROR");
      assertThat(provider.calls("image")).isEqualTo(1);
      provider.behave(Map.of());
      awaitGood(server);
      assertThat(provider.calls("chat")).as("the enhanced prompt was stored").isEqualTo(1);
      assertKeyIsNowhere(server);
    }
  }

  @Test
  void a_429_is_waited_out_as_long_as_it_says() {
    provider.behave(Map.of("status", "429", "retry-after", "1", "only", "image"));
    try (ServerProcess server = start()) {
      server.get(PATH);
      awaitCalls("image", 1);
      provider.behave(Map.of());
      assertThat(make(server, ADDRESS).path("error").asText()).isEmpty();
      assertThat(provider.calls("image")).isEqualTo(2);
    }
  }

  @Test
  void a_provider_that_hangs_costs_a_run_its_time_and_no_more() {
    provider.behave(Map.of("hang", "", "only", "image"));
    try (ServerProcess server = start("--image-timeout", "1s", "--lock-ttl", "20s")) {
      JsonNode failed = make(server, ADDRESS);
      assertThat(failed.path("errorCode").asText()).isEqualTo("OPENAI_TIMEOUT");
      provider.behave(Map.of());
      awaitGood(server);
    }
  }

  @Test
  void what_was_paid_for_before_a_kill_is_not_paid_for_again() {
    try (ServerProcess server = start()) {
      server.get(PATH);
      awaitCalls("image", 1);
      awaitFile(dataDir.resolve("output/simple/generated/" + ADDRESS + ".png"));
      server.kill();
    }
    try (ServerProcess server = start()) {
      assertThat(make(server, ADDRESS).path("error").asText()).isEmpty();
      assertThat(provider.calls("image")).isEqualTo(1);
      assertThat(provider.calls("chat")).isEqualTo(1);
    }
  }

  @Test
  void without_enhancement_no_chat_model_is_asked() {
    try (ServerProcess server = start("--no-enhance")) {
      JsonNode last = make(server, ADDRESS);
      assertThat(last.path("phases").get(2).path("skipped").asBoolean()).isTrue();
      assertThat(provider.calls("chat")).isZero();
      assertThat(provider.calls("image")).isEqualTo(1);
    }
  }

  @Test
  void with_a_key_the_built_in_painter_can_still_be_chosen_and_pictures_left_out() {
    try (ServerProcess server = start("--image-provider", "offline")) {
      assertThat(make(server, ADDRESS).path("provider").asText()).isEqualTo("offline");
    }
    try (ServerProcess server = start("--skip-image")) {
      assertThat(make(server, "0x" + "1".repeat(40)).path("error").asText()).isEmpty();
    }
    assertThat(provider.calls("image")).isZero();
    assertThat(provider.calls("chat")).isZero();
  }

  private void awaitGood(ServerProcess server) {
    JsonNode last = make(server, ADDRESS);
    while (!last.path("error").asText().isEmpty()) {
      last = make(server, ADDRESS);
    }
    assertThat(last.path("dalleDress").path("completed").asBoolean()).isTrue();
  }

  private void awaitCalls(String operation, int count) {
    Waiting.until(() -> provider.calls(operation) >= count);
  }

  private static void awaitFile(Path file) {
    Waiting.until(() -> Files.exists(file));
  }

  @Test
  void a_provider_that_is_down_does_not_flood_the_log() {
    int runs = 80;
    provider.behave(Map.of("status", "503"));
    try (ServerProcess server = start("--queue", "100")) {
      long began = System.nanoTime();
      List<String> paths =
          IntStream.range(0, runs).mapToObj("/dalle/simple/0x%040x?generate=1"::formatted).toList();
      paths.forEach(server::get);
      paths.forEach(
          path ->
              assertThat(server.client().pollUntilDone(path).json().path("error").asText())
                  .isNotEmpty());
      long windows = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
      for (String event : List.of("event=phase_failed", "event=failed", "outcome=failed")) {
        long lines = server.log().lines().filter(line -> line.contains(event)).count();
        assertThat(lines).as(event).isBetween(1L, 5 * (windows + 1));
      }
    }
  }
}
