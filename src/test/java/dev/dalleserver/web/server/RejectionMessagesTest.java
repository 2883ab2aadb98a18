package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.web.RawConnection;
import dev.dalleserver.web.RawHttp;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that reach no handler are answered by the server's own messages about what was wrong.
 */
class RejectionMessagesTest {
  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(dataDir);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode refused(int status, TestResponse response) {
    assertThat(response.status()).isEqualTo(status);
    return response.json().path("error");
  }

  @ParameterizedTest
  @CsvSource({
    "/dalle/..%2f, encoded slash (%2f)",
    "/series/%2e%2e/x, encoded dot segment",
    "/series/..;/x, dot segment with a parameter",
    "/series/a%25b, encoded percent sign (%25)",
    "/series/a%u2192b, escape that begins with %u",
    "/series/a%ffb, not UTF-8",
    "/series/a;%zz, percent sign without two hex digits",
    "/series/a%5cb, backslash or a control character",
    "/series/a|b, character that has to be encoded",
    "/series#b, fragment",
    "http://user@127.0.0.1/series, user's name",
  })
  void an_ambiguous_address_is_named_by_its_kind(String path, String kind) {
    JsonNode error = refused(400, RawHttp.get(server.port(), path));
    assertThat(error.path("code").asText()).isEqualTo("INVALID_REQUEST");
    assertThat(error.path("message").asText()).isEqualTo("the address is malformed or ambiguous");
    assertThat(error.path("details").asText())
        .startsWith("received ")
        .contains(kind)
        .contains("expected ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/series/a%zz", "/series/%", "/series/a%00b", "/../../x", "nowhere"})
  void an_address_that_is_none_is_told_what_one_is(String path) {
    JsonNode error = refused(400, RawHttp.get(server.port(), path));
    assertThat(error.path("message").asText()).isEqualTo("the address is malformed");
    assertThat(error.path("details").asText()).startsWith("expected a path that begins with");
  }

  @Test
  void nothing_of_what_was_sent_is_repeated() {
    assertThat(RawHttp.get(server.port(), "/<script>alert(1)</script>/%2f").text())
        .doesNotContain("script", "alert");
    assertThat(
            RawHttp.exchange(server.port(), "G<b>T / HTTP/1.1\r\nHost: localhost\r\n\r\n").text())
        .doesNotContain("<b>")
        .contains("expected a request as RFC 9112 has it");
  }

  @Test
  void what_is_too_large_is_told_how_large_it_may_be() {
    String long9000 = "a".repeat(9000);
    assertThat(refused(414, RawHttp.get(server.port(), "/" + long9000)).path("details").asText())
        .isEqualTo("expected at most 8192 bytes");
    String header = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + long9000 + "\r\n\r\n";
    JsonNode headers = refused(431, RawHttp.exchange(server.port(), header));
    assertThat(headers.path("message").asText()).isEqualTo("the headers are too large");
    assertThat(headers.path("details").asText()).isEqualTo("expected at most 8192 bytes");
    JsonNode body = refused(413, server.sendJson("PUT", "/series/mine", "a".repeat(70_000)));
    assertThat(body.path("message").asText()).isEqualTo("the body is too large");
    assertThat(body.path("details").asText()).isEqualTo("expected at most 65536 bytes");
  }

  @Test
  void who_is_refused_in_the_midst_of_sending_reads_why_and_may_ask_again() {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("PUT /series/mine HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n");
      assertThat(client.send("a".repeat(1000)).answer().status()).isEqualTo(413);
      assertThat(client.send("a".repeat(899_000)).get("/series").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void who_asks_before_sending_is_told_not_to() {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(
          "PUT /series/mine HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
              + "Content-Length: 900000\r\n\r\n");
      TestResponse response = client.answer();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.header("Connection")).isEqualTo("close");
    }
  }

  @Test
  void a_request_that_lacks_something_is_told_what() {
    JsonNode error = refused(400, RawHttp.exchange(server.port(), "GET / HTTP/1.1\r\n\r\n"));
    assertThat(error.path("details").asText()).startsWith("No Host; expected");
    JsonNode old = refused(505, RawHttp.exchange(server.port(), "GET http://a/ HTTP/9.1\r\n\r\n"));
    assertThat(old.path("details").asText()).isEqualTo("expected HTTP/1.1");
  }
}
