package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noise over a socket: never a 500, never another file. */
class HostileRequestsTest {
  @TempDir static Path dataDir;
  private static TestServer server;
  private static final String CHARACTERS =
      "/.%;\\?&=#+~-_aA0x:@!$'()*,[]{}|^`<>\"\u0001\u007f\u00e9";

  private final Random random = new Random();

  @BeforeAll
  static void start() {
    server = TestServer.start(dataDir);
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private String noise(String likely, int longest) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(longest);
    for (int i = 0; i < length; i++) {
      text.append(likely.charAt(random.nextInt(likely.length())));
    }
    return text.toString();
  }

  @RepeatedTest(40)
  void paths_of_any_kind_are_answered_without_a_fault_or_a_file() {
    String[] starts = {"/files/", "/dalle/", "/images/", "/thumbnails/", "/v1/", "/", "/static/"};
    for (int i = 0; i < 10; i++) {
      String path = starts[random.nextInt(starts.length)] + noise(CHARACTERS, 30);
      TestResponse response = RawHttp.get(server.port(), path);
      assertThat(response.status()).as(path).isLessThan(500);
      assertThat(response.text()).as(path).doesNotContain("root:x:", "Exception", "jetty");
    }
  }

  @Test
  void two_slashes_are_not_the_front_page() {
    TestResponse response = RawHttp.get(server.port(), "//");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
  }

  @Test
  void an_escape_that_is_broken_behind_a_semicolon_is_refused() {
    TestResponse response = RawHttp.get(server.port(), "/files/;%\"A");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
  }

  @RepeatedTest(20)
  void ranges_of_any_kind_are_answered_in_part_whole_or_refused() {
    String file = "/files/simple/annotated/" + TestServer.ADDRESS + ".png";
    for (int i = 0; i < 10; i++) {
      String range = noise("bytes=-,0123456789 abc", 40);
      TestResponse response =
          RawHttp.exchange(
              server.port(),
              "GET "
                  + file
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nRange: "
                  + (random.nextBoolean() ? "bytes=" : "")
                  + range
                  + "\r\n\r\n");
      assertThat(response.status()).as(range).isIn(200, 206, 416);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt\": \"a\", \"prompt\": \"b\"}",
        "{\"prompt\": \"a\"} {}",
        "{\"prompt\": \"a\"",
        "{\"prompt\": \"a\", \"seed\": 1e999999999}",
        "{\"prompt\": \"a\", \"width\": 1e999999999}",
        "{\"prompt\": \"a\", \"cfgScale\": 1e999999999}",
        "{\"prompt\": 3}",
        "{\"prompt\": \"a\", \"count\": \"1\"}",
        "{\"prompt\": \"\u00ff\u00fe\"}",
        "[]",
        "null",
        ""
      })
  void json_that_is_not_what_it_should_be_is_400(String body) {
    assertThat(post(body).status()).isEqualTo(400);
  }

  @Test
  void json_ten_thousand_deep_is_400() {
    String deep = "{\"prompt\": \"a\", \"x\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    assertThat(post(deep).errorCode()).isEqualTo("INVALID_REQUEST");
  }

  private TestResponse post(String body) {
    return RawHttp.exchange(
        server.port(),
        "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }
}
