package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unreadable headers are refused or ignored: never a 500. */
class OddHeadersTest {
  private static final String PNG = "/files/simple/annotated/" + TestServer.ADDRESS + ".png";

  /** The headers that the server reads, and those that decide about an upgrade. */
  private static final List<String> READ =
      List.of(
          "Accept",
          "Authorization",
          "Content-Type",
          "Idempotency-Key",
          "If-Match",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "If-Unmodified-Since",
          "Last-Event-ID",
          "Origin",
          "Access-Control-Request-Method",
          "Range",
          "Sec-Fetch-Site",
          "Sec-Purpose",
          "X-Forwarded-Proto",
          "X-Request-ID");

  private static final List<String> ODD =
      List.of(
          "",
          ";",
          ";;=",
          ",",
          ",,,",
          "=",
          "\"",
          "\"unclosed",
          "W/\"a\"",
          "W/\"a\", \"b\"",
          "W/",
          "*/*;q=",
          "*/*;q=x, text/plain;q=1e999",
          "a/b/c",
          "/",
          "application/json; charset=foo",
          "application/json; charset",
          "application/json; charset=\"",
          "text/html; charset=\u00e9",
          "bytes=--",
          "bytes=9999999999999999999999-",
          "Bearer",
          "-1",
          "1e999999999",
          "http://[",
          "null",
          "%zz",
          "\t",
          "Thu, 99 Foo 0000 99:99:99 GMT",
          "a".repeat(2000));

  @TempDir static Path dataDir;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.in(dataDir)
            .with("--cors-origin", "https://friend.example", "--log-level", "error")
            .start();
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<String> requests() {
    String picture = "/dalle/simple/" + TestServer.ADDRESS;
    return Stream.of(
        "GET /",
        "GET " + picture + "?generate=1",
        "POST " + picture,
        "GET " + picture + "/ws",
        "GET " + PNG,
        "GET /images?q=a&limit=1",
        "GET /thumbnails/simple/" + TestServer.ADDRESS,
        "GET /series",
        "PUT /series/mine",
        "POST /v1/images/generations",
        "POST /openai/v1/images/generations",
        "GET /metrics",
        "GET /health?check=liveness",
        "GET /openapi.json",
        "OPTIONS /series",
        "GET /nowhere");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void no_value_of_any_header_is_a_fault_of_ours(String request) {
    List<String> faults = new ArrayList<>();
    for (String header : READ) {
      for (String value : ODD) {
        TestResponse response = send(request, header + ": " + value, "{}");
        if (response.status() >= 500) {
          faults.add(response.status() + " " + header + ": " + value);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static TestResponse send(String request, String header, String body) {
    boolean sends = request.startsWith("P");
    boolean typed = header.startsWith("Content-Type");
    return RawHttp.exchange(
        server.port(),
        request
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + header
            + "\r\nConnection: close\r\n"
            + (sends && !typed ? "Content-Type: application/json\r\n" : "")
            + (sends ? "Content-Length: " + bytes(body) + "\r\n\r\n" + body : "\r\n"));
  }

  private static int bytes(String body) {
    return body.getBytes(StandardCharsets.ISO_8859_1).length;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/images/generations",
        "POST /openai/v1/images/generations",
        "PUT /series/unreadable"
      })
  void a_charset_that_nobody_knows_is_415_before_anything_is_done(String request) {
    int before = server.painter().calls();
    TestResponse response =
        send(
            request,
            "Content-Type: application/json; charset=foo",
            "{\"prompt\": \"a\", \"purpose\": \"b\"}");
    assertThat(response.status()).isEqualTo(415);
    assertThat(response.text()).containsIgnoringCase("unsupported_media_type").contains("UTF-8");
    assertThat(server.painter().calls()).isEqualTo(before);
    assertThat(server.get("/series/unreadable").status()).isEqualTo(400);
  }

  @Test
  void scrapers_whose_wishes_are_not_understood_get_the_plain_text() {
    TestResponse response = send("GET /metrics", "Accept: ;", "");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).startsWith("text/plain");
  }
}
