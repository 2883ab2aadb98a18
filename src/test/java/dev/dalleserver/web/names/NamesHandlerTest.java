package dev.dalleserver.web.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.names.ScriptedNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names instead of addresses, with a node that says what the tests want. */
@Timeout(60)
class NamesHandlerTest {
  private static final String VITALIK = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";

  @TempDir private static Path folder;
  private static ScriptedNode node;
  private static TestServer server;

  @BeforeAll
  static void start() {
    node = new ScriptedNode();
    server = TestServer.in(folder).with("--ethereum-rpc-url", node.url()).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    node.close();
  }

  private static TestResponse resolve(String name) {
    return server.get("/resolve?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8));
  }

  @Test
  void a_name_is_looked_up_once_for_a_while() {
    node.address(VITALIK);
    int before = node.calls().size();
    List<CompletableFuture<TestResponse>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(CompletableFuture.supplyAsync(() -> resolve("Vitalik.ETH")));
    }
    for (CompletableFuture<TestResponse> one : all) {
      JsonNode found = one.join().json().at("/data");
      assertThat(found.at("/name").asText()).isEqualTo("vitalik.eth");
      assertThat(found.at("/kind").asText()).isEqualTo("ens");
      assertThat(found.at("/address").asText()).isEqualTo(VITALIK);
      assertThat(found.at("/checksumAddress").asText())
          .isEqualTo("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
    }
    assertThat(node.calls()).hasSize(before + 1);
    assertThat(node.calls().get(before).at("/method").asText()).isEqualTo("eth_call");
  }

  @Test
  void a_phrase_is_the_end_of_its_hash_and_needs_no_node() {
    int before = node.calls().size();
    // keccak256("abc") = 4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45
    JsonNode phrase = resolve(" abc ").json().at("/data");
    assertThat(phrase.at("/kind").asText()).isEqualTo("phrase");
    assertThat(phrase.at("/name").asText()).isEqualTo("abc");
    assertThat(phrase.at("/address").asText())
        .isEqualTo("0x26c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    assertThat(resolve("A cat. And a dog.").json().at("/data/kind").asText()).isEqualTo("phrase");
    assertThat(resolve("3.14").json().at("/data/kind").asText()).isEqualTo("phrase");
    assertThat(resolve("🦄🦄").json().at("/data/kind").asText()).isEqualTo("phrase");
    assertThat(resolve(VITALIK.toUpperCase(java.util.Locale.ROOT)).json().at("/data/kind").asText())
        .isEqualTo("address");
    assertThat(node.calls()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vit\u0430lik.eth|not valid in ENS",
        "a..eth|phrase",
        "ab--cd.eth|not valid in ENS",
        "a\u0007b|control characters",
        "x.\u202eeth|not valid in ENS"
      })
  void what_cannot_be_a_name_is_refused_with_the_reason(String name, String reason) {
    TestResponse answer = resolve(name);
    if (reason.equals("phrase")) {
      assertThat(answer.json().at("/data/kind").asText()).isEqualTo("phrase");
      return;
    }
    assertThat(answer.errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(answer.json().at("/error/message").asText()).contains(reason);
  }

  @Test
  void an_empty_name_is_missing_and_a_long_one_too_long() {
    assertThat(server.get("/resolve").errorCode()).isEqualTo("MISSING_PARAMETER");
    assertThat(resolve("").errorCode()).isEqualTo("MISSING_PARAMETER");
    assertThat(resolve("a".repeat(300)).json().at("/error/message").asText())
        .contains("300 characters");
    assertThat(resolve("a".repeat(252) + ".eth").errorCode()).isEqualTo("INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x77209fe8", "Reverted 0x77209fe8"})
  void a_name_without_address_is_not_found_and_soon_asked_again(String revert) {
    String name = "nobody" + revert.length() + ".eth";
    node.revert(revert);
    int before = node.calls().size();
    assertThat(resolve(name).errorCode()).isEqualTo("NOT_FOUND");
    assertThat(resolve(name).errorCode()).isEqualTo("NOT_FOUND");
    assertThat(node.calls()).hasSize(before + 1);
  }

  @Test
  void a_node_that_does_not_answer_as_one_makes_503_without_its_url_and_is_asked_again() {
    List<MockResponse> odd =
        List.of(
            new MockResponse.Builder().body("<html>502</html>").code(502).build(),
            new MockResponse.Builder().body("{\"result\":\"0xzz\"}").build(),
            new MockResponse.Builder().body("{\"result\":\"0x\"}").build(),
            new MockResponse.Builder().body("{\"result\":7}").build(),
            new MockResponse.Builder().body("[]").build(),
            new MockResponse.Builder().body("").build(),
            new MockResponse.Builder()
                .body(
                    "{\"error\":{\"code\":-32005,\"message\":\"key secret-key is over its"
                        + " limit\"}}")
                .code(429)
                .build(),
            new MockResponse.Builder().body("x".repeat(600_000)).build());
    for (MockResponse answer : odd) {
      node.answer(answer);
      TestResponse failed = resolve("odd.eth");
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.header("Retry-After")).isEqualTo("30");
      assertThat(failed.text()).doesNotContain("secret-key").doesNotContain("127.0.0.1");
    }
    node.address(VITALIK);
    assertThat(resolve("odd.eth").status()).isEqualTo(200);
  }

  @Test
  void a_node_that_says_nothing_is_given_up_after_a_time() {
    node.answer(new MockResponse.Builder().body("{}").headersDelay(20, TimeUnit.SECONDS).build());
    long start = System.nanoTime();
    assertThat(resolve("slow.eth").status()).isEqualTo(503);
    assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
    node.address(VITALIK);
  }

  @Test
  void a_path_with_a_name_is_redirected_to_its_address_with_its_query() {
    node.address(VITALIK);
    for (String method : new String[] {"GET", "POST"}) {
      TestResponse moved =
          server.send(method, "/dalle/simple/redirected.eth?generate=1&backstyle=a%20b");
      assertThat(moved.status()).isEqualTo(307);
      assertThat(moved.header("Location"))
          .isEqualTo("/dalle/simple/" + VITALIK + "?generate=1&backstyle=a%20b");
      assertThat(moved.header("Cache-Control")).isEqualTo("no-store");
    }
    assertThat(server.painter().calls()).isZero();
    assertThat(server.get("/dalle/Simple/redirected.eth").header("Location"))
        .isEqualTo("/dalle/simple/" + VITALIK);
    assertThat(server.get("/dalle/no%2f/redirected.eth").errorCode()).isEqualTo("INVALID_SERIES");
    assertThat(server.get("/dalle/simple/0x12").errorCode()).isEqualTo("INVALID_ADDRESS");
    assertThat(server.get("/dalle/simple/a_b.eth").errorCode()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void a_name_of_thousands_of_labels_is_refused() {
    TestResponse refused = server.get("/dalle/simple/" + "a.".repeat(3_500) + "eth");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.errorCode()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void without_a_node_names_are_refused_and_the_setting_named(@TempDir Path data) {
    try (TestServer alone = TestServer.start(data)) {
      TestResponse answer = alone.get("/resolve?name=vitalik.eth");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.json().at("/error/message").asText()).contains("--ethereum-rpc-url");
      assertThat(alone.get("/resolve?name=abc").status()).isEqualTo(200);
      TestResponse picture = alone.get("/dalle/simple/vitalik.eth?generate=1");
      assertThat(picture.errorCode()).isEqualTo("INVALID_ADDRESS");
      assertThat(picture.json().at("/error/details").asText()).contains("--ethereum-rpc-url");
    }
  }
}
