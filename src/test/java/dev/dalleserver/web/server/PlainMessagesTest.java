package dev.dalleserver.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.TestServer;
import dev.dalleserver.web.RawConnection;
import java.nio.file.Path;
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
          .isEqualTo("INVALID_REQUEST");
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
