package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.web.server.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What caches and proxies between a client and the server rely on. */
class ProxiedAnswersTest {
  private static final String RUN = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String PICTURE = "/files/simple/annotated/" + TestServer.ADDRESS + ".png";

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.in(folder.resolve("data"))
            .with("--cors-origin", "https://a.example,https://b.example")
            .with("--allowed-hosts", "pictures.example")
            .with("--trusted-proxies", "127.0.0.1")
            .start();
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/series",
        "/nothing",
        "/preview",
        PICTURE,
        "/openapi.json",
        "/dalle",
        "/series/%2f"
      })
  void every_answer_depends_on_the_origin_when_origins_are_named(String path) {
    assertThat(varies(server.get(path))).contains("Origin");
    assertThat(varies(server.get(path, "Origin", "https://c.example"))).contains("Origin");
    assertThat(varies(server.get(path, "Origin", "https://a.example"))).containsOnlyOnce("Origin");
  }

  @Test
  void an_answer_that_depends_on_two_headers_names_both() {
    assertThat(varies(server.get("/"))).contains("Origin").contains("Accept");
    assertThat(varies(server.get("/openapi.json"))).contains("Origin").contains("Accept-Encoding");
  }

  private static String varies(TestResponse answer) {
    return String.join(", ", answer.headers().allValues("Vary"));
  }

  @Test
  void a_long_text_is_compressed_for_those_who_ask() throws Exception {
    TestResponse plain = server.get("/openapi.json");
    TestResponse compressed = server.get("/openapi.json", "Accept-Encoding", "br, gzip;q=0.5");

    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(compressed.body().length).isLessThan(plain.body().length / 3);
    assertThat(unzip(compressed)).isEqualTo(plain.body());
    assertThat(compressed.header("ETag")).isNotEqualTo(plain.header("ETag")).startsWith("\"");
    assertThat(varies(plain)).isEqualTo(varies(compressed)).contains("Accept-Encoding");
  }

  @Test
  void each_form_is_asked_for_again_by_its_own_tag() {
    String plain = server.get("/openapi.json").header("ETag");
    String tag = server.get("/openapi.json", "Accept-Encoding", "gzip").header("ETag");

    assertThat(revalidate("gzip", tag)).isEqualTo(304);
    assertThat(revalidate("identity", plain)).isEqualTo(304);
    assertThat(revalidate("gzip", plain)).isEqualTo(200);
    assertThat(revalidate("identity", tag)).isEqualTo(200);
  }

  private static int revalidate(String coding, String tag) {
    return server.get("/openapi.json", "Accept-Encoding", coding, "If-None-Match", tag).status();
  }

  @Test
  void head_tells_of_the_form_that_get_would_have() {
    for (String path : new String[] {"/openapi.json", "/preview"}) {
      TestResponse got = server.get(path, "Accept-Encoding", "gzip");
      TestResponse head = server.send("HEAD", path, "Accept-Encoding", "gzip");

      assertThat(head.header("Content-Encoding")).isEqualTo("gzip");
      assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(got.body().length));
      assertThat(head.header("ETag")).isEqualTo(got.header("ETag"));
    }
  }

  @Test
  void a_part_is_one_of_the_text_itself() {
    TestResponse whole = server.get("/openapi.json");
    TestResponse part =
        server.get("/openapi.json", "Accept-Encoding", "gzip", "Range", "bytes=0-9");

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Encoding")).isEmpty();
    assertThat(part.header("ETag")).isEqualTo(whole.header("ETag"));
    assertThat(part.text()).isEqualTo(whole.text().substring(0, 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"gzip;q=0|''", "identity|''", "br|''", "*|gzip", "*, gzip;q=0.0|''", "GZIP|gzip"})
  void only_gzip_is_spoken(String asked, String coding) {
    assertThat(server.get("/preview", "Accept-Encoding", asked).header("Content-Encoding"))
        .isEqualTo(coding);
  }

  @Test
  void a_page_is_the_same_when_it_is_compressed() throws Exception {
    assertThat(unzip(server.get("/preview", "Accept-Encoding", "gzip")))
        .isEqualTo(server.get("/preview").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {RUN + "?generate=1", RUN + "/events", PICTURE, "/docs"})
  void progress_pictures_and_short_texts_never_are(String path) {
    assertThat(server.get(path, "Accept-Encoding", "gzip").header("Content-Encoding")).isEmpty();
  }

  private static byte[] unzip(TestResponse answer) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {RUN + "/events", "/events"})
  void head_of_a_stream_has_no_length(String path) {
    TestResponse head = server.send("HEAD", path);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).startsWith("text/event-stream");
    assertThat(head.header("Content-Length")).isEmpty();
    // The connection can be used again.
    assertThat(server.send("HEAD", path).status()).isEqualTo(200);
  }

  @Test
  void a_copy_of_a_file_has_the_same_tag_and_another_content_another() throws Exception {
    Path copy = folder.resolve("copy");
    Path there = copy.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png");
    Files.createDirectories(there.getParent());
    Files.copy(
        folder.resolve("data/output/simple/annotated/" + TestServer.ADDRESS + ".png"), there);
    String tag = server.get(PICTURE).header("ETag");
    try (TestServer other = TestServer.start(copy)) {
      assertThat(other.get(PICTURE).header("ETag")).isEqualTo(tag).startsWith("\"");
      assertThat(other.get(PICTURE, "If-None-Match", tag).status()).isEqualTo(304);

      byte[] changed = Files.readAllBytes(there);
      changed[changed.length - 1] ^= 1;
      Files.write(there, changed);

      assertThat(other.get(PICTURE).header("ETag")).isNotEqualTo(tag);
    }
  }

  @Test
  void connections_are_kept_longer_than_proxies_keep_theirs() {
    assertThat(Limits.createDefault().idleTimeout()).isEqualTo(Duration.ofSeconds(75));
  }

  @Test
  @Tag("long")
  void a_held_answer_comes_before_a_proxy_gives_up() {
    server.painter().hold();
    String busy = "/dalle/simple/0x" + "7".repeat(40);
    server.get(busy + "?generate=1");
    // The run changes its phase until the painter is held.
    server.get(busy + "?wait=2");
    long begun = System.nanoTime();

    TestResponse held = server.get(busy + "?wait=60");

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(58));
    assertThat(held.json().path("done").asBoolean()).isFalse();
    server.painter().release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "X-Forwarded-Proto;https, http;https://127.0.0.1:",
        "X-Forwarded-Host;pictures.example, inner:8080;http://pictures.example/v1/",
        "X-Forwarded-Proto;, https;https://127.0.0.1:",
        "Forwarded;for=192.0.2.1;http://127.0.0.1:",
        "Forwarded;, proto=https, proto=http;https://127.0.0.1:",
        "Forwarded;for=192.0.2.1, host=evil.example;http://127.0.0.1:",
        "X-Forwarded-Prefix;/dalle-app, /inner;/dalle-app/v1/",
        "X-Forwarded-Prefix;//evil.example;/v1/",
        "X-Forwarded-Prefix;/a/../b;/v1/"
      })
  void links_follow_the_first_proxy(String header, String value, String expected) {
    assertThat(link(header, value)).contains(expected).doesNotContain("evil");
  }

  @Test
  void a_path_is_known_in_each_way_of_writing_it() throws Exception {
    for (String path : new String[] {"/a/b.c~x/robots.txt", "/a/b.c%7Ex/robots.txt"}) {
      assertThat(below("/a/b.c~x", path).text())
          .contains("\nDisallow: /a/b.c~x/dalle/\n", "\nDisallow: /a/b.c~x/*?*generate\n");
    }
    for (String path : new String[] {"/a%2Fb/robots.txt", "/a/bc/robots.txt"}) {
      assertThat(below("/a/b", path).status()).isIn(400, 404);
    }
  }

  private static TestResponse below(String prefix, String path) throws Exception {
    try (RawConnection proxy = new RawConnection(server.port())) {
      proxy.send(
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Prefix: "
              + prefix
              + "\r\nConnection: close\r\n\r\n");
      return proxy.answer();
    }
  }

  @Test
  void links_follow_the_standard_header_too() {
    assertThat(link("Forwarded", "proto=https;host=\"pictures.example:8443\", proto=http"))
        .startsWith("https://pictures.example:8443/v1/");
  }

  private static String link(String header, String value) {
    String body = "{\"prompt\": \"a cat\", \"response_format\": \"url\"}";
    return server
        .sendJson("POST", "/openai/v1/images/generations", body, header, value)
        .json()
        .at("/data/0/url")
        .asText();
  }

  @Test
  void no_link_has_a_host_that_the_server_does_not_accept() {
    TestResponse refused =
        server.sendJson(
            "POST",
            "/openai/v1/images/generations",
            "{\"prompt\": \"a cat\", \"response_format\": \"url\"}",
            "X-Forwarded-Host",
            "evil.example");

    assertThat(refused.status()).isEqualTo(421);
  }

  @Test
  void a_byte_order_mark_before_a_body_is_passed_over() {
    TestResponse created =
        server.send(
            HttpRequest.newBuilder(server.client().uri("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("\uFEFF{\"prompt\": \"a cat\"}")));

    assertThat(created.status()).isIn(201, 503);
  }
}
