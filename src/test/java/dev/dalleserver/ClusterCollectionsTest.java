package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.S3Server;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.web.EventClient;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A collection as clients of several servers of a cluster see it. */
@Timeout(600)
class ClusterCollectionsTest {
  @TempDir private Path folder;

  private static String list(int count) {
    return "{\"series\":\"simple\",\"addresses\":["
        + IntStream.range(0, count)
            .mapToObj("\"0x%040x\""::formatted)
            .collect(Collectors.joining(","))
        + "]}";
  }

  private ServerProcess process(SharedState shared, String name) {
    String[] flags =
        Stream.concat(Stream.of(shared.flags(name)), Stream.of("--image-provider", "offline"))
            .toArray(String[]::new);
    return ServerProcess.start(
        folder.resolve(name),
        Map.of(
            "AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY),
        flags);
  }

  private static JsonNode look(ServerProcess node, String path) {
    return node.get(path).json().path("data");
  }

  private static List<String> names(byte[] zip) throws Exception {
    List<String> names = new ArrayList<>();
    try (ZipInputStream files = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry each = files.getNextEntry(); each != null; each = files.getNextEntry()) {
        names.add(each.getName());
      }
    }
    return names;
  }

  @Test
  void another_server_goes_on_when_the_one_that_works_is_killed() throws Exception {
    try (SharedState shared = SharedState.create();
        ServerProcess first = process(shared, "first");
        ServerProcess second = process(shared, "second")) {
      String path =
          "/collections/"
              + second
                  .client()
                  .send(
                      HttpRequest.newBuilder(second.client().uri("/collections"))
                          .header("Content-Type", "application/json")
                          .POST(BodyPublishers.ofString(list(6))))
                  .json()
                  .at("/data/id")
                  .asText();
      Waiting.untilWithLongPatience(() -> look(second, path).path("made").asInt() >= 1);
      int before = look(first, path).path("made").asInt();
      first.kill();
      assertThat(look(second, path).path("made").asInt()).isGreaterThanOrEqualTo(before);
      Waiting.untilWithLongPatience(() -> look(second, path).path("state").asText().equals("done"));
      JsonNode done = look(second, path);
      assertThat(done.path("made").asInt()).isEqualTo(6);
      assertThat(done.path("failed").asInt()).isZero();
      TestResponse zip = second.get(path + "/export.zip");
      assertThat(names(zip.body()).stream().filter(it -> it.startsWith("images/"))).hasSize(6);
    }
  }

  @Test
  void any_server_pauses_resumes_follows_and_removes_it() throws Exception {
    try (SharedState shared = SharedState.create();
        TestServer works =
            TestServer.in(folder.resolve("works")).with(shared.flags("works")).start();
        TestServer other =
            TestServer.in(folder.resolve("other")).with(shared.flags("other")).start()) {
      works.painter().hold();
      other.painter().hold();
      String path = other.sendJson("POST", "/collections", list(5)).header("Location");
      Waiting.until(() -> works.painter().calls() + other.painter().calls() == 2);
      assertThat(works.get("/collections").text()).contains(path.substring(13));
      assertThat(other.send("POST", path + "/pause").json().at("/data/state").asText())
          .isEqualTo("paused");
      assertThat(works.get(path).json().at("/data/state").asText()).isEqualTo("paused");
      works.painter().release();
      other.painter().release();
      Waiting.until(() -> other.get(path).json().at("/data/made").asInt() == 2);
      assertThat(works.painter().calls() + other.painter().calls()).isEqualTo(2);
      try (EventClient events = EventClient.open(other.client().uri(path + "/events"))) {
        assertThat(events.next().orElseThrow().name()).isEqualTo("snapshot");
        assertThat(other.send("POST", path + "/resume").status()).isEqualTo(200);
        Optional<EventClient.Event> event = events.next();
        while (event.isPresent() && !event.get().name().equals("done")) {
          event = events.next();
        }
        assertThat(event.orElseThrow().json().path("made").asInt()).isEqualTo(5);
        assertThat(event.orElseThrow().json().path("imagesPaid").asInt()).isEqualTo(5);
      }
      assertThat(works.painter().calls() + other.painter().calls()).isEqualTo(5);
      assertThat(other.send("DELETE", path).status()).isEqualTo(200);
      assertThat(works.get(path).status()).isEqualTo(404);
      assertThat(works.get("/collections").json().at("/data/count").asInt()).isZero();
    }
  }

  @Test
  void while_the_database_is_away_clients_are_told_so() {
    try (SharedState shared = SharedState.create();
        TestServer node =
            TestServer.in(folder.resolve("node")).with(shared.flags("node")).start()) {
      shared.databaseLink().cut();
      for (String path : List.of("/collections", "/collections/col_1_000000000")) {
        TestResponse refused = node.get(path);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("DATABASE_UNAVAILABLE");
      }
      assertThat(node.sendJson("POST", "/collections", list(1)).status()).isEqualTo(503);
      shared.databaseLink().restore();
      Waiting.until(() -> node.get("/collections").status() == 200);
    }
  }
}
