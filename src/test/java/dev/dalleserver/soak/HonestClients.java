package dev.dalleserver.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Clients that ask for what is documented, read what they get and wait when they are told to. All
 * answers are held to the OpenAPI document.
 */
final class HonestClients {
  private static final int ADDRESSES = 24;
  private static final int MOST_WAITS = 60;
  private static final int FOLLOWED_LINES = 200;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String BATCHES = "/v1/images/generations";

  private final int port;
  private final Tally tally;

  HonestClients(int port, Tally tally) {
    this.port = port;
    this.tally = tally;
  }

  void begin(Actors actors) {
    for (int i = 0; i < 3; i++) {
      Client poller = new Client(i);
      begin(actors, "poller", 50, () -> poll(poller));
    }
    for (int i = 0; i < 3; i++) {
      Client follower = new Client(100 + i);
      begin(actors, "follower", 50, () -> follow(follower));
    }
    Client reader = new Client(200);
    begin(actors, "gallery", 50, () -> read(reader));
    Client poster = new Client(300);
    begin(actors, "batch", 100, () -> post(poster));
    Client conditional = new Client(400);
    begin(actors, "conditional", 50, () -> askAgain(conditional));
    Client operator = new Client(500);
    begin(actors, "operator", 200, () -> watch(operator));
  }

  private void begin(Actors actors, String kind, int pauseMillis, Actors.Round round) {
    actors.begin(
        "honest " + kind,
        Duration.ofMillis(pauseMillis),
        () -> {
          round.play();
          tally.count("honest " + kind);
        },
        problem -> tally.fail(kind, problem));
  }

  /** A client with its own connections and preferences. */
  private final class Client {
    private final TestClient http = new TestClient(URI.create("http://127.0.0.1:" + port));
    private final Random random;

    Client(int seed) {
      random = new Random(seed);
    }

    String picture() {
      return "/dalle/simple/0x%040x".formatted(1 + random.nextInt(ADDRESSES));
    }

    TestResponse get(String path, String... headers) throws InterruptedException {
      return send("GET", path, headers);
    }

    /** Sends, and does again what was answered with "come back later". */
    TestResponse send(String method, String path, String... headers) throws InterruptedException {
      TestResponse response = sendOnce(method, path, headers);
      for (int i = 0; response.status() == 503 && i < MOST_WAITS; i++) {
        comeBack(response);
        response = sendOnce(method, path, headers);
      }
      tally.count("honest requests");
      return response;
    }

    /** Sends with an id of its own, which tells an answer from that to another request. */
    private TestResponse sendOnce(String method, String path, String... headers) {
      String id = "soak-" + Long.toString(random.nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
      List<String> all = new ArrayList<>(List.of(headers));
      all.addAll(List.of("X-Request-ID", id));
      TestResponse response = http.send(method, path, all.toArray(String[]::new));
      assertThat(response.header("X-Request-ID")).as("id of %s", path).isEqualTo(id);
      return response;
    }

    TestResponse postBatch(String body) throws InterruptedException {
      TestResponse response = postOnce(body);
      for (int i = 0; response.status() == 503 && i < MOST_WAITS; i++) {
        comeBack(response);
        response = postOnce(body);
      }
      return response;
    }

    private TestResponse postOnce(String body) {
      tally.count("honest requests");
      return http.send(
          HttpRequest.newBuilder(http.uri(BATCHES))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body)));
    }

    private void comeBack(TestResponse response) throws InterruptedException {
      assertThat(response.header("Retry-After")).as("of a 503").matches("[1-9][0-9]*");
      tally.count("honest 503 waited out");
      Thread.sleep(1000 * Long.parseLong(response.header("Retry-After")));
    }
  }

  private static void assertOk(TestResponse response) {
    assertThat(response.status()).as(response.text()).isEqualTo(200);
  }

  /** Asks for a picture, now and then for a new one, until it is there, and fetches it. */
  private void poll(Client client) throws InterruptedException {
    String picture = client.picture();
    boolean anew = client.random.nextInt(4) == 0;
    TestResponse state = client.get(picture + "?generate=1" + (anew ? "&force=1" : ""));
    assertOk(state);
    while (!state.json().path("done").asBoolean()) {
      state = client.get(picture + "?generate=1&wait=10");
      assertOk(state);
    }
    assertThat(state.json().path("error").asText("-")).isEmpty();
    TestResponse png = client.get(picture);
    // Another client may have asked for it anew meanwhile; the old one is served until then.
    assertOk(png);
  }

  /** Listens to a run that it has asked for, or to all of them for a moment. */
  private void follow(Client client) throws IOException {
    String path = client.random.nextBoolean() ? client.picture() + "/events?generate=1" : "/events";
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String status = String.valueOf(in.readLine());
      tally.count("honest requests");
      if (status.startsWith("HTTP/1.1 503")) {
        tally.count("honest 503 waited out");
        return;
      }
      assertThat(status).startsWith("HTTP/1.1 200");
      assertThat(readEvents(in, path)).as("the first event of %s", path).isTrue();
    }
  }

  /** True when the first event was the whole state; reads on to the end, or some way. */
  private static boolean readEvents(BufferedReader in, String path) throws IOException {
    boolean snapshot = false;
    for (int i = 0; i < FOLLOWED_LINES; i++) {
      String line = in.readLine();
      if (line == null || line.equals("event: done") || (snapshot && path.equals("/events"))) {
        return snapshot;
      }
      snapshot |= line.equals("event: snapshot");
    }
    return snapshot;
  }

  private void read(Client client) throws InterruptedException {
    assertOk(client.get("/preview", "Accept", "text/html"));
    TestResponse page = client.get("/images?limit=20");
    assertOk(page);
    page.json()
        .at("/data/images")
        .forEach(
            image -> {
              String address = image.path("address").asText();
              TestResponse small = client.http.send("GET", "/thumbnails/simple/" + address);
              tally.count("honest requests");
              assertThat(small.status()).as(small.text()).isEqualTo(200);
            });
    assertOk(client.get("/series?details=series"));
    assertOk(client.get("/databases/nouns?q=bird&limit=50"));
  }

  private void post(Client client) throws InterruptedException {
    TestResponse begun =
        client.postBatch("{\"prompt\":\"a quiet sea\",\"width\":256,\"height\":256,\"count\":2}");
    assertThat(begun.status()).as(begun.text()).isEqualTo(201);
    String path = begun.header("Location");
    TestResponse state = client.get(path + "?images=url&wait=10");
    while (state.json().path("status").asText().matches("pending|in_progress")) {
      state = client.get(path + "?images=url&wait=10");
    }
    assertThat(state.json().path("status").asText()).as(state.text()).isEqualTo("complete");
    assertOk(client.get(path + "/images/1"));
  }

  private void askAgain(Client client) throws InterruptedException {
    String picture = client.picture();
    TestResponse first = client.get(picture);
    if (first.status() == 404 || !first.header("Content-Type").equals("image/png")) {
      return;
    }
    assertOk(first);
    TestResponse part = client.get(picture, "Range", "bytes=0-99");
    assertThat(part.status()).isIn(206, 200);
    TestResponse again = client.get(picture, "If-None-Match", first.header("ETag"));
    assertThat(again.status()).as("or made anew meanwhile").isIn(304, 200);
  }

  private void watch(Client client) throws InterruptedException {
    assertOk(client.get("/health?check=liveness"));
    assertOk(client.get("/health?check=readiness"));
    assertOk(client.get("/metrics"));
    assertOk(client.get("/openapi.json"));
  }
}
