package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.TestServer;
import dev.dalleserver.web.RawConnection;
import dev.dalleserver.web.RawHttp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages say what is wrong in the words of people, not of libraries. */
class PlainMessagesTest {
  @TempDir Path dataDir;

  @Test
  void a_host_that_cannot_be_resolved_is_named() {
    assertThatThrownBy(() -> TestServer.in(dataDir).with("--host", "no.such.host.invalid").start())
        .hasStackTraceContaining("--host no.such.host.invalid cannot be resolved");
  }

  @Test
  void a_line_break_in_an_address_is_an_invalid_address() {
    try (TestServer server = TestServer.start(dataDir)) {
      for (String top : new String[] {"/dalle", "/images", "/pictures", "/thumbnails"}) {
        String path = top + "/simple/" + TestServer.ADDRESS;
        assertThat(server.get(path + "%0A").errorCode()).isEqualTo("INVALID_ADDRESS");
        assertThat(server.get(path + "%09").errorCode()).isEqualTo("INVALID_ADDRESS");
      }
      assertThat(server.get("/dalle/sim%0Aple/" + TestServer.ADDRESS).errorCode())
          .isEqualTo("INVALID_SERIES");
    }
  }

  @Test
  void whatever_stands_in_an_address_is_an_invalid_address_also_below_a_path() {
    try (TestServer server = TestServer.in(dataDir).with("--base-path", "/app").start()) {
      for (String piece : List.of("%0d%0a", "%7F", "%2F", "%25", "%ff", "%5c", ";%zz", "|")) {
        String address = TestServer.ADDRESS + piece;
        assertThat(code(server, "/dalle/simple/" + address)).isEqualTo("INVALID_ADDRESS");
        assertThat(code(server, "/app/images/simple/" + address)).isEqualTo("INVALID_ADDRESS");
        assertThat(code(server, "/dalle/simple/" + address + "/events"))
            .isEqualTo("INVALID_ADDRESS");
        assertThat(code(server, "/app/dalle/simple" + piece + "/" + TestServer.ADDRESS))
            .isEqualTo("INVALID_SERIES");
        assertThat(code(server, "/v1/images/generations/a" + piece)).isEqualTo("INVALID_REQUEST");
      }
    }
  }

  /** Jetty closes the connection after it, and a client must not send its next request there. */
  @Test
  void a_path_that_cannot_be_parsed_is_said_to_be_the_last_on_its_connection() {
    try (TestServer server = TestServer.start(dataDir)) {
      for (String path : List.of("/images/simple/%00", "/openai/v1/models/%00")) {
        assertThat(server.get(path).header("Connection")).isEqualTo("close");
      }
      assertThat(server.get("/series/nosuch").header("Connection")).isEmpty();
    }
  }

  private static String code(TestServer server, String path) {
    return RawHttp.get(server.port(), path).errorCode();
  }

  @Test
  void an_address_of_another_machine_is_not_called_a_busy_port() {
    // A documentation address (RFC 5737), which no machine has.
    assertThatThrownBy(() -> TestServer.in(dataDir).with("--host", "203.0.113.7").start())
        .hasStackTraceContaining("cannot listen on 203.0.113.7")
        .hasStackTraceContaining("this machine has no such address");
  }

  @Test
  void what_the_server_does_not_speak_is_the_clients_to_change() {
    try (TestServer server = TestServer.start(dataDir);
        RawConnection version = new RawConnection(server.port());
        RawConnection expectation = new RawConnection(server.port())) {
      version.send("GET / HTTP/9.1\r\nHost: localhost\r\n\r\n");
      assertThat(version.answer().text()).contains("\"INVALID_REQUEST\"", "expected HTTP/1.1");
      expectation.send("GET / HTTP/1.1\r\nHost: localhost\r\nExpect: nonsense\r\n\r\n");
      assertThat(expectation.answer().text()).contains("expected 100-continue");
    }
  }

  @Test
  void a_malformed_host_is_told_without_the_name_of_a_class() {
    try (TestServer server = TestServer.start(dataDir);
        RawConnection client = new RawConnection(server.port())) {
      client.send("GET /health HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().text()).contains("Bad Host;").doesNotContain("HostPort");
    }
  }
}
