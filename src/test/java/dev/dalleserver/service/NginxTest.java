package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestClient;
import dev.dalleserver.TestResponse;
import dev.dalleserver.TestServer;
import dev.dalleserver.Tool;
import dev.dalleserver.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for nginx, run by nginx. */
class NginxTest {
  private static final String PICTURE = "/files/simple/annotated/" + TestServer.ADDRESS + ".png";
  private static final String RUN = "/dalle/simple/" + TestServer.ADDRESS;
  private static final Pattern ASSET = Pattern.compile("\"(/static/[^\"]+)\"");
  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir Path folder;
  private TestServer server;
  private Process nginx;
  private TestClient client;
  private int port;

  @BeforeEach
  void set_up() throws Exception {
    new Tool("nginx").need();
    server = TestServer.start(folder.resolve("data"));
    port = FreePort.find();
    client = new TestClient(URI.create("http://127.0.0.1:" + port));
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), configuration());
    Path log = folder.resolve("nginx.log");
    nginx =
        new ProcessBuilder("nginx", "-c", configuration.toString(), "-e", log.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    Waiting.untilAsserted(
        () -> {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThat(socket.isConnected()).isTrue();
          } catch (IOException e) {
            throw new AssertionError(said(), e);
          }
        });
  }

  @AfterEach
  void close() throws Exception {
    if (nginx != null) {
      nginx.destroy();
      assertThat(nginx.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      server.close();
    }
  }

  /** The example with a port of its own, no certificate, and everything kept in a folder. */
  private String configuration() throws Exception {
    String example = Files.readString(Path.of("src/main/nginx/dalleserver.conf"));
    String plain =
        example
            .replaceFirst("(?s)server \\{\\s+listen 80;.*?\\n}\\n", "")
            .replaceAll("(?m)^ *ssl_.*\\n", "")
            .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + ";")
            .replace("127.0.0.1:8080;", "127.0.0.1:" + server.port() + ";")
            .replace("/var/cache/nginx/dalleserver", folder.resolve("cache").toString());
    return """
        daemon off; master_process off;
        pid %1$s/pid;
        events { worker_connections 200; }
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          %2$s
        }
        """
        .formatted(folder, plain);
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("nginx.out"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void pictures_come_from_the_cache_and_are_never_old() {
    server.make("simple");

    TestResponse first = client.send("GET", PICTURE);
    TestResponse second = client.send("GET", PICTURE);

    assertThat(first.header("X-Cache-Status")).isEqualTo("MISS");
    assertThat(second.header("X-Cache-Status")).isIn("HIT", "REVALIDATED");
    assertThat(second.body()).isEqualTo(first.body()).isNotEmpty();
  }

  @Test
  void pictures_that_many_look_at_are_not_asked_for_again_within_a_second() {
    server.make("simple");

    // Looks may be further apart than that on a busy machine, but not all of them.
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
            .header("Origin", "https://127.0.0.1:" + port)
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + RUN + "/ws?generate=1"),
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

  @Test
  void progress_is_seen_as_it_happens() throws Exception {
    server.painter().hold();
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request =
          "GET /dalle/simple/%s/events?generate=1 HTTP/1.1\r\nHost: x\r\n\r\n"
              .formatted(TestServer.ADDRESS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      // The painter is held: what is read here was sent before the run could end.
      assertThat(readUntil(lines, "event: snapshot")).isTrue();
      server.painter().release();
      assertThat(readUntil(lines, "event: done")).isTrue();
    }
  }

  @Test
  void who_asks_for_too_many_pictures_is_told_429() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String address = "0x%040x".formatted(i);
      statuses.add(status("/dalle/simple/" + address + "?generate=1"));
    }

    assertThat(statuses).startsWith(200, 200, 200).contains(429);
    assertThat(client.send("GET", "/series").status()).isEqualTo(200);
  }

  @Test
  void what_is_for_the_operator_is_not_shown() throws Exception {
    for (String path : List.of("/metrics", "/metrics/", "/errors", "/stats", "/metrics?x=1")) {
      assertThat(status(path)).as(path).isEqualTo(404);
    }
    assertThat(server.get("/metrics").status()).isEqualTo(200);
  }

  /** Of answers that are nginx's own, which the server's contract says nothing about. */
  private int status(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(client.uri(path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private static boolean readUntil(BufferedReader lines, String wanted) throws Exception {
    String line = lines.readLine();
    while (line != null && !line.equals(wanted)) {
      line = lines.readLine();
    }
    return line != null;
  }
}
