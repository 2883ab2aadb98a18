package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.Scrape;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether a plain GET is answered before the framework or by it, the client sees the same. A slash
 * at the end of a path leaves it to the framework.
 */
class DirectParityTest {
  private static final String ORIGIN = "https://a.example";
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String RUN = "/dalle/simple/" + ForeignPictures.address(1);
  private static final String MISSING = "/dalle/simple/" + ForeignPictures.address(2);

  /** What differs between any two requests. */
  private static final Set<String> OWN = Set.of("date");

  @TempDir private static Path folder;
  private static TestServer server;
  private static String tag;

  @BeforeAll
  static void start() {
    server =
        TestServer.in(folder.resolve("data"))
            .with("--cors-origin", ORIGIN)
            .with("--allowed-hosts", "pictures.example")
            .start();
    server.make("simple");
    tag = server.get(PICTURE).header("ETag");
    server.painter().hold();
    server.get(RUN + "?generate=1");
    while (!server.get(RUN).json().path("currentPhase").asText().equals("image_wait")) {
      server.get(RUN + "?wait=1");
    }
  }

  @AfterAll
  static void stop() {
    server.painter().release();
    server.close();
  }

  static List<List<String>> requests() {
    List<List<String>> requests = new ArrayList<>();
    for (String path : List.of(PICTURE, RUN, MISSING, "/dalle/nothing/0x12", "/series")) {
      requests.add(List.of(path));
      requests.add(List.of(path, "Origin", ORIGIN));
      requests.add(List.of(path, "Origin", "https://b.example"));
      requests.add(List.of(path, "Accept", "text/html"));
      requests.add(List.of(path, "Accept-Encoding", "gzip"));
      requests.add(List.of(path, "X-HTTP-Method-Override", "DELETE"));
    }
    requests.add(List.of("/health?check=liveness"));
    requests.add(List.of("/health?check=nothing"));
    requests.add(List.of("/series?details=nothing"));
    requests.add(List.of(PICTURE, "If-None-Match", tag));
    requests.add(List.of(PICTURE, "If-None-Match", "\"other\""));
    requests.add(List.of(PICTURE, "If-Match", "\"other\""));
    requests.add(List.of(PICTURE, "Range", "bytes=2-5"));
    requests.add(List.of(PICTURE, "Range", "bytes=2-5", "If-Range", tag));
    requests.add(List.of(PICTURE, "Range", "bytes=99999999-"));
    requests.add(List.of(PICTURE, "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"));
    return requests;
  }

  @ParameterizedTest
  @MethodSource("requests")
  void the_answer_is_the_same_either_way(List<String> request) {
    List<String> fields = new ArrayList<>(List.of("X-Request-ID", "the-same"));
    fields.addAll(request.subList(1, request.size()));
    String[] headers = fields.toArray(String[]::new);
    String path = request.get(0);
    String left = path.contains("?") ? path.replace("?", "/?") : path + "/";
    for (String method : List.of("GET", "HEAD")) {
      TestResponse direct = server.send(method, path, headers);
      TestResponse framework = server.send(method, left, headers);
      assertThat(direct.status()).isEqualTo(framework.status());
      assertThat(comparable(direct)).isEqualTo(comparable(framework));
      assertThat(direct.headers().map().keySet()).contains("x-content-type-options");
      assertThat(withoutNumbers(direct)).isEqualTo(withoutNumbers(framework));
    }
  }

  private static Map<String, List<String>> comparable(TestResponse response) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeAll(OWN);
    // The numbers of a snapshot, and the path in an error, have other lengths.
    if (String.valueOf(response.header("Content-Type")).equals("application/json")) {
      headers.remove("content-length");
    }
    return headers;
  }

  /** The body without what changes with time, and the slash where it repeats the path. */
  private static String withoutNumbers(TestResponse response) {
    return response
        .text()
        .replaceAll("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?", "")
        .replaceAll("/(?=[\"'?; ])", "");
  }

  @Test
  void a_client_keeps_its_request_id() {
    for (String path : List.of(PICTURE, RUN, "/series", "/health?check=liveness")) {
      assertThat(server.get(path, "X-Request-ID", "of-the-client").header("X-Request-ID"))
          .isEqualTo("of-the-client");
    }
    assertThat(server.get("/series", "X-Request-ID", "mine").json().path("request_id").asText())
        .isEqualTo("mine");
  }

  @Test
  void both_ways_count_the_same_route() {
    double before = answers();
    server.get(PICTURE);
    server.get(PICTURE + "/");
    assertThat(answers()).isEqualTo(before + 2);
  }

  private static double answers() {
    return Scrape.of(server)
        .value(
            "dalleserver_http_requests_total"
                + "{method=\"GET\",route=\"/dalle/{series}/{address}\",status=\"200\",}");
  }

  @Test
  void many_at_once_on_one_connection_are_all_answered_in_order() {
    try (RawConnection client = new RawConnection(server.port())) {
      for (int n = 0; n < 20; n++) {
        String id = "id-" + n;
        client.send("GET /series HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: " + id + "\r\n\r\n");
      }
      List<String> ids = new ArrayList<>(Collections.nCopies(20, ""));
      for (int n = 0; n < 20; n++) {
        ids.set(n, client.answer().header("X-Request-ID"));
      }
      assertThat(ids.get(0)).isEqualTo("id-0");
      assertThat(ids.get(19)).isEqualTo("id-19");
      assertThat(ids).doesNotHaveDuplicates();
    }
  }
}
