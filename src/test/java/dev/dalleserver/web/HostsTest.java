package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The host names under which the server accepts changes, and the links that it makes of them. */
class HostsTest {
  private static final String ABSENT = "/dalle/simple/0x" + "c".repeat(40);
  private static final String UPGRADE =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  private static TestResponse ask(TestServer server, String line, String headers) {
    return RawHttp.exchange(server.port(), line + "\r\n" + headers + "Connection: close\r\n\r\n");
  }

  @TempDir static Path folder;

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class WithoutAToken {
    private final Path dataDir = folder.resolve("without-token");
    private TestServer server;

    @BeforeAll
    void start() {
      server =
          TestServer.in(dataDir)
              .with("--allowed-hosts", "pictures.example, Other.Example.")
              .with("--cors-origin", "https://friend.example")
              .start();
      server.make("simple");
      server.painter().hold();
    }

    @AfterAll
    void stop() {
      server.close();
    }

    private void assertNothingIsMade() {
      assertThat(server.get(ABSENT).status()).isEqualTo(404);
      assertThat(server.painter().calls()).isEqualTo(1);
      assertThat(dataDir.resolve("series/mine.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "evil.example",
          "evil.example:8080",
          "localhost.evil.example",
          "127.0.0.1.evil.example",
          "pictures.example.evil.example",
          "notpictures.example",
          "pictures.example..",
          "2130706433",
          "127.1",
          "0x7f.0.0.1",
          "127.0.0.01",
          "127.0.0.256",
          "::1",
          "local\u0131host",
          "a b",
          "evil.example@127.0.0.1",
          "evil.example/127.0.0.1",
          "127.0.0.1,evil.example",
          ""
        })
    void a_name_that_is_not_the_servers_own_changes_nothing(String host) {
      String header = "Host: " + host + "\r\n";
      for (String line :
          List.of(
              "GET " + ABSENT + "?generate=1 HTTP/1.1",
              "POST " + ABSENT + " HTTP/1.1",
              "GET " + ABSENT + "/events?generate=1 HTTP/1.1",
              "DELETE /series/mine HTTP/1.1",
              "GET " + ABSENT.replace("cc", "dd") + "?remove=1 HTTP/1.1")) {
        TestResponse response = ask(server, line, header);
        // What is no host at all is refused by the parser.
        assertThat(response.status()).as(line).isIn(400, 421);
        if (response.status() == 421) {
          assertThat(response.errorCode()).isEqualTo("MISDIRECTED_REQUEST");
          assertThat(response.json().at("/error/details").asText()).contains("--allowed-hosts");
        }
      }
      assertThat(
              ask(server, "GET " + ABSENT + "/ws?generate=1 HTTP/1.1", header + UPGRADE).status())
          .isIn(400, 421);
      assertNothingIsMade();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "127.0.0.1",
          "127.0.0.1:8080",
          "192.168.1.20",
          "[::1]",
          "[::1]:8080",
          "[FE80::1]",
          "localhost",
          "LocalHost:99",
          "localhost.",
          "pictures.example",
          "PICTURES.example:443",
          "pictures.example.",
          "other.example"
        })
    void the_servers_own_names_and_addresses_may(String host) {
      String header = "Host: " + host + "\r\n";
      TestResponse response = ask(server, "DELETE " + ABSENT + " HTTP/1.1", header);

      assertThat(response.status()).as("nothing to cancel").isEqualTo(404);
      assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
    }

    @Test
    void a_request_without_a_host_changes_nothing() {
      assertThat(ask(server, "GET " + ABSENT + "?generate=1 HTTP/1.0", "").status()).isEqualTo(421);
      assertNothingIsMade();
    }

    @Test
    void an_absolute_target_cannot_name_another_host_than_the_header() {
      for (String[] hosts :
          new String[][] {{"evil.example", "127.0.0.1"}, {"127.0.0.1", "evil.example"}}) {
        TestResponse response =
            ask(
                server,
                "GET http://" + hosts[0] + ABSENT + "?generate=1 HTTP/1.1",
                "Host: " + hosts[1] + "\r\n");
        assertThat(response.status()).isIn(400, 421);
      }
      assertNothingIsMade();
    }

    @Test
    void looking_is_allowed_by_any_name() {
      assertThat(ask(server, "GET /series HTTP/1.1", "Host: evil.example\r\n").status())
          .isEqualTo(200);
    }

    @Test
    void a_websocket_that_only_follows_is_for_pages_of_the_servers_own_and_trusted_ones() {
      String path = "/dalle/simple/" + TestServer.ADDRESS + "/ws";
      String host = "Host: 127.0.0.1:" + server.port() + "\r\n";
      String own = "Origin: http://127.0.0.1:" + server.port() + "\r\n";

      assertThat(upgrade(path, host + "Origin: http://evil.example\r\n")).isEqualTo(403);
      assertThat(upgrade(path, host + "Origin: null\r\n")).isEqualTo(403);
      assertThat(upgrade(path, host + "Sec-Fetch-Site: cross-site\r\n")).isEqualTo(403);
      assertThat(upgrade(path, host + own)).isEqualTo(101);
      assertThat(upgrade(path, host + "Origin: https://friend.example\r\n")).isEqualTo(101);
      assertThat(upgrade(path, host)).as("no browser").isEqualTo(101);
    }

    private int upgrade(String path, String headers) {
      return RawHttp.status(
          server.port(), "GET " + path + " HTTP/1.1\r\n" + headers + UPGRADE + "\r\n");
    }
  }

  @Nested
  class Links {
    private static final String BODY =
        "{\"prompt\": \"a cat\", \"size\": \"64x64\", \"response_format\": \"url\"}";

    private TestServer server;

    @AfterEach
    void stop() {
      server.close();
    }

    private TestResponse pictures(String headers) {
      return RawHttp.exchange(
          server.port(),
          "POST /openai/v1/images/generations HTTP/1.1\r\nConnection: close\r\n"
              + "Content-Type: application/json\r\nContent-Length: "
              + BODY.length()
              + "\r\n"
              + headers
              + "\r\n"
              + BODY);
    }

    @Test
    void are_made_of_accepted_hosts_only_and_nothing_is_paid_for_else() throws Exception {
      Path token = Files.writeString(folder.resolve("token"), "s3cret-Token");
      server =
          TestServer.in(folder.resolve("data"))
              .with("--api-token-file", token.toString(), "--allowed-hosts", "pictures.example")
              .start();
      String authorization = "Authorization: Bearer s3cret-Token\r\n";

      TestResponse refused = pictures(authorization + "Host: evil.example\r\n");

      assertThat(refused.status()).isEqualTo(421);
      assertThat(refused.text()).contains("misdirected_request", "--allowed-hosts");
      assertThat(server.painter().calls()).isZero();

      TestResponse made = pictures(authorization + "Host: Pictures.Example:8443\r\n");

      assertThat(made.json().at("/data/0/url").asText())
          .startsWith("http://pictures.example:8443/v1/images/generations/gen_");
    }

    @Test
    void need_an_accepted_host_also_where_all_may_ask() {
      server = TestServer.in(folder.resolve("anonymous")).with("--allow-anonymous").start();

      assertThat(pictures("Host: evil.example\r\n").status()).isEqualTo(421);
      assertThat(ask(server, "POST " + ABSENT + " HTTP/1.1", "Host: evil.example\r\n").status())
          .as("what has no links is done for all")
          .isEqualTo(202);
    }
  }
}
