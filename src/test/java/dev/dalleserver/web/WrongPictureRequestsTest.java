package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that {@code /dalle/{series}/{address}} refuses: they get a message, and nothing happens.
 */
class WrongPictureRequestsTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f503017d7baf7fbc0fff7492b751025c6a78179b",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179b1",
        "0xg503017d7baf7fbc0fff7492b751025c6a78179b",
        "1xf503017d7baf7fbc0fff7492b751025c6a78179b",
        "vitalik.eth",
        "0xf503017d7baf7fbc0fff7492b751025c6a78179b%20",
        "0x"
      })
  void a_malformed_address_is_400_before_any_file_is_touched(String address) {
    TestResponse response =
        server.get("/dalle/simple/" + address.replace("%3\"", "") + "?generate=1");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("INVALID_ADDRESS");
    assertThat(dataDir.resolve("output/simple")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "%0d%0a", "%2f", "%2e%2e", "%", "..;", "%ff"})
  void an_encoding_that_means_mischief_is_400(String piece) {
    String address = TestServer.ADDRESS.substring(0, 40) + piece;
    TestResponse response = RawHttp.get(server.port(), "/dalle/simple/" + address + "?generate=1");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isIn("INVALID_ADDRESS", "INVALID_REQUEST");
    assertThat(server.painter().calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "Sim.ple", "-simple", "generations", "si_mple", "%2e%2e"})
  void a_series_that_does_not_exist_is_400(String series) {
    TestResponse response = server.get("/dalle/" + series + "/" + TestServer.ADDRESS);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.json().path("success").asBoolean(true)).isFalse();
  }

  @Test
  void an_unknown_series_names_the_code_and_what_was_received() {
    TestResponse response = server.get("/dalle/unknown/" + TestServer.ADDRESS + "?generate=1");
    assertThat(response.errorCode()).isEqualTo("INVALID_SERIES");
    assertThat(response.json().path("error").path("details").asText()).contains("unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dalle", "/dalle/", "/dalle/simple", "/dalle/simple/", "/dalle//0x00"})
  void a_missing_part_is_400(String path) {
    TestResponse response = server.get(path);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("MISSING_PARAMETER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate=maybe",
        "generate=1&force=yes",
        "remove=2",
        "generate=1&remove=1",
        "generate=1&wait=61",
        "generate=1&wait=-1",
        "generate=1&wait=soon",
        "generate=1&backstyle=nonesuch"
      })
  void a_parameter_that_is_not_understood_is_400_and_nothing_happens(String query) {
    TestResponse response = server.get(PATH + "?" + query);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(server.painter().calls()).isZero();
  }

  @Test
  void a_post_that_is_to_remove_is_400_and_nothing_happens() {
    TestResponse response = server.send("POST", PATH + "?remove=1");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(server.painter().calls()).isZero();
    assertThat(server.get(PATH).status()).as("nothing was begun").isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate=0", "generate=false", "generate=", "remove=0"})
  void a_switch_that_is_off_does_nothing(String query) {
    assertThat(server.get(PATH + "?" + query).status()).isEqualTo(404);
  }

  @Test
  void a_method_that_is_not_known_is_405_and_lists_those_that_are() {
    for (String method : List.of("PUT", "PATCH", "TRACE", "FOO")) {
      TestResponse response = server.send(method, PATH);
      assertThat(response.status()).as(method).isEqualTo(405);
      assertThat(response.errorCode()).isEqualTo("METHOD_NOT_ALLOWED");
      assertThat(response.header("Allow")).contains("GET", "HEAD", "POST");
    }
  }
}
