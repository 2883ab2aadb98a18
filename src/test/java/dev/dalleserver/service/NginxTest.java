package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example for nginx, run by nginx. */
class NginxTest {
  private static final String PICTURE = "/files/simple/annotated/" + TestServer.ADDRESS + ".png";
  private static final String RUN = "/dalle/simple/" + TestServer.ADDRESS;
  private static final Pattern ASSET = Pattern.compile("\"(/static/[^\"]+)\"");
  private static final String THUMBNAIL = "/thumbnails/simple/" + TestServer.ADDRESS;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int STREAMS = 20;

  private static final UnaryOperator<String> WITHOUT_CHUNKS =
      NginxProcess.replaced("proxy_http_version 1.1;", "proxy_http_version 1.0;");

  @TempDir Path folder;
  private TestServer server;
  private NginxProcess nginx;
  private TestClient client;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void set_up() throws Exception {
    new Tool("nginx").need();
    server = TestServer.start(folder.resolve("data"));
    run("", example -> example);
  }

  private void run(String more, UnaryOperator<String> change) throws Exception {
    if (nginx != null) {
      nginx.close();
    }
    Path place = Files.createTempDirectory(folder, "nginx");
    nginx = new NginxProcess(place, server.port(), more, change);
    client = new TestClient(URI.create("http://127.0.0.1:" + nginx.port()));
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      nginx.close();
      server.close();
    }
  }

  @Test
  void pictures_come_from_the_cache() {
    server.make("simple");

    TestResponse first = client.send("GET", PICTURE);
    TestResponse second = client.send("GET", PICTURE);

    assertThat(first.header("X-Cache-Status")).isEqualTo("MISS");
    assertThat(second.header("X-Cache-Status")).isIn("HIT", "REVALIDATED");
    assertThat(second.body()).isEqualTo(first.body()).isNotEmpty();
  }

  @Test
  void pictures_in_the_cache_are_asked_for_by_their_tag_and_are_never_old() {
    server.make("simple");
    Waiting.untilAsserted(
        () ->
            assertThat(client.send("GET", PICTURE).header("X-Cache-Status"))
                .isEqualTo("REVALIDATED"));

    assertThat(server.get(RUN + "?remove=1").status()).isEqualTo(200);

    Waiting.untilAsserted(() -> assertThat(client.send("GET", PICTURE).status()).isEqualTo(404));
  }

  @Test
  void whoever_asks_for_a_part_of_a_picture_first_the_whole_is_kept() {
    server.make("simple");

    TestResponse part = client.send("GET", PICTURE, "Range", "bytes=0-3");
    TestResponse whole = client.send("GET", PICTURE);

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).hasSize(4);
    assertThat(whole.header("X-Cache-Status")).isIn("HIT", "REVALIDATED");
    assertThat(whole.body()).isEqualTo(server.get(PICTURE).body());
  }

  @Test
  void thumbnails_come_from_the_cache_too() throws Exception {
    server.close();
    server = TestServer.in(folder.resolve("painted")).offline().start();
    run("", example -> example);
    server.make("simple");

    assertThat(client.send("GET", THUMBNAIL).header("X-Cache-Status")).isEqualTo("MISS");
    assertThat(client.send("GET", THUMBNAIL).header("X-Cache-Status")).isIn("HIT", "REVALIDATED");
  }

  @Test
  void pictures_that_many_look_at_are_not_asked_for_again_within_a_second() {
    server.make("simple");

    // Snapshots may be further apart than that on a busy machine, but not all of them.
    Waiting.untilAsserted(
        () -> assertThat(client.send("GET", PICTURE).header("X-Cache-Status")).isEqualTo("HIT"));
  }

  @Test
  void what_the_gallery_is_made_of_is_asked_for_once() {
    Matcher asset = ASSET.matcher(client.send("GET", "/preview").text());
    assertThat(asset.find()).isTrue();

    TestResponse first = client.send("GET", asset.group(1));
    TestResponse second = client.send("GET", asset.group(1));

    assertThat(first.header("X-Cache-Status")).isEqualTo("MISS");
    assertThat(second.header("X-Cache-Status")).isEqualTo("HIT");
    assertThat(second.body()).isEqualTo(first.body()).isNotEmpty();
  }

  @Test
  void a_websocket_gets_through_and_is_live() throws Exception {
    server.painter().hold();
    BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            // As from a page that a browser has got by TLS.
            .header("Origin", "https://127.0.0.1:" + nginx.port())
            .buildAsync(
                URI.create("ws://127.0.0.1:" + nginx.port() + RUN + "/ws?generate=1"),
                new WholeMessages(messages))
            .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    try {
      // The painter is held: what is read here was sent before the run could end.
      assertThat(next(messages)).contains("\"event\":\"snapshot\"");
      server.painter().release();
      String last = next(messages);
      while (last.contains("\"event\":\"progress\"")) {
        last = next(messages);
      }
      assertThat(last).contains("\"event\":\"done\"");
    } finally {
      socket.abort();
    }
  }

  private static String next(BlockingQueue<String> messages) throws Exception {
    String message = messages.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(message).isNotNull();
    return message;
  }

  /** Puts together what comes in parts. */
  private static final class WholeMessages implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder text = new StringBuilder();

    WholeMessages(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  @ParameterizedTest
  @EnumSource
  void progress_is_seen_as_it_happens(Stream stream) throws Exception {
    seesProgressAsItHappens(stream);
  }

  /**
   * What comes in chunks nginx passes on in any case. Without them, as from servers of HTTP/1.0, it
   * buffers the answer, unless it is configured not to.
   */
  @ParameterizedTest
  @EnumSource
  void progress_is_seen_as_it_happens_since_the_example_says_so(Stream stream) throws Exception {
    run("proxy_ignore_headers X-Accel-Buffering;", WITHOUT_CHUNKS);

    seesProgressAsItHappens(stream);
  }

  /** For other configurations than the example. */
  @ParameterizedTest
  @EnumSource
  void progress_is_seen_as_it_happens_since_the_server_says_so(Stream stream) throws Exception {
    run("", example -> WITHOUT_CHUNKS.apply(example).replace("proxy_buffering off;", ""));

    seesProgressAsItHappens(stream);
  }

  /** A source of pushed progress. */
  private enum Stream {
    OF_A_PICTURE,
    OF_A_GENERATION,
    OF_ALL
  }

  /** Its path; a run that it reports has begun. */
  private String begin(Stream stream) {
    return switch (stream) {
      case OF_A_PICTURE -> RUN + "/events?generate=1";
      case OF_A_GENERATION ->
          "/v1/images/generations/"
              + server
                  .sendJson("POST", "/v1/images/generations", "{\"prompt\": \"a cat\"}")
                  .json()
                  .path("id")
                  .asText()
              + "/events";
      case OF_ALL -> {
        server.get(RUN + "?generate=1");
        yield "/events";
      }
    };
  }

  private void seesProgressAsItHappens(Stream stream) throws Exception {
    server.painter().hold();
    try (Socket socket = open(begin(stream))) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      // The painter is held: what is read here was sent before the run could end.
      assertThat(readUntil(lines, "event: snapshot")).isTrue();
      assertThat(readUntil(lines, "")).as("the end of the event").isTrue();
      server.painter().release();
      assertThat(readUntil(lines, "event: done")).isTrue();
    }
  }

  /** Answered without chunks, by which lines could be cut. */
  private Socket open(String path) throws Exception {
    Socket socket = new Socket("127.0.0.1", nginx.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    String request = "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n".formatted(path);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void an_address_has_so_many_streams_and_no_more() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < STREAMS; i++) {
        open.add(open("/events"));
        assertThat(statusLine(open.get(i))).contains(" 200 ");
      }
      open.add(open("/events"));
      assertThat(statusLine(open.get(STREAMS))).contains(" 429 ");
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static String statusLine(Socket socket) throws Exception {
    StringBuilder line = new StringBuilder();
    int next = socket.getInputStream().read();
    while (next != '\n' && next != -1) {
      line.append((char) next);
      next = socket.getInputStream().read();
    }
    return line.toString();
  }

  /**
   * nginx sets the scheme of the request itself and ignores the client's claim: here without TLS.
   */
  @Test
  void links_in_answers_lead_back_through_nginx() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(client.uri("/openai/v1/images/generations"))
            .header("Content-Type", "application/json")
            .header("X-Forwarded-Proto", "https")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"prompt\": \"a cat\", \"response_format\": \"url\"}"))
            .build();

    String answer = http.send(request, BodyHandlers.ofString()).body();

    assertThat(answer).contains("\"url\":\"http://127.0.0.1:" + nginx.port() + "/v1/");
  }

  private static boolean readUntil(BufferedReader lines, String wanted) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.equals(wanted)) {
      line = lines.readLine();
    }
    return line != null;
  }
}
