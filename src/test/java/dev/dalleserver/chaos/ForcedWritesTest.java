package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.ArtifactKind;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In which order files are written, forced and renamed, for every kind of file, as the operating
 * system sees it. Neither killing a process nor a fault in every fsync shows that one of them is
 * missing: the page cache outlives the former, and with the latter the other one fails.
 */
class ForcedWritesTest {
  private static final String PICTURE = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String BATCHES = "/v1/images/generations";

  @TempDir Path folder;
  private Path dataDir;
  private ServerProcess server;

  @Test
  void content_is_forced_before_its_name_and_the_name_before_anything_else() throws Exception {
    Tool strace = new Tool("strace");
    strace.need();
    Path traces = Files.createDirectory(folder.resolve("traces"));
    dataDir = Files.createDirectory(folder.resolve("data"));
    Path damaged = dataDir.resolve("metrics/progress_phase_stats.json");
    Files.createDirectories(damaged.getParent());
    Files.writeString(damaged, "damaged");
    Path leftover = dataDir.resolve("output/generations/gen_1_abcdefghi/0.png");
    Files.createDirectories(leftover.getParent());
    Files.writeString(leftover, "old");
    if (!mayTrace(strace)) {
      return;
    }
    makeEveryKindOfFile(traces);

    SystemCalls calls = SystemCalls.read(traces, dataDir);

    assertThat(calls.problems()).isEmpty();
    List<String> expected = new ArrayList<>();
    for (ArtifactKind kind : ArtifactKind.values()) {
      expected.add("output/simple/" + kind.folder());
    }
    expected.addAll(
        List.of(
            "output/generations/gen_",
            "received",
            "series",
            "metrics",
            "metrics/runs",
            "collections"));
    assertThat(calls.foldersOfRenamed()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(calls.renamed())
        .contains(
            "metrics/progress_phase_stats.json", "metrics/image_budget.json", "series/mine.json");
    assertThat(calls.setAside())
        .hasSize(2)
        .anyMatch(name -> name.startsWith("set-aside/"))
        .anyMatch(name -> name.startsWith("metrics/progress_phase_stats.json.corrupt-"));
    assertThat(calls.removed())
        .contains(
            dataDir.relativize(leftover).toString(),
            "series/mine.json",
            "output/simple/annotated/" + TestServer.ADDRESS + ".png");
  }

  private static boolean mayTrace(Tool strace) {
    boolean may = strace.run("", "-f", "-e", "trace=none", "true").exitCode() == 0;
    if (!may) {
      System.out.println("SKIPPED: strace may not watch processes here");
    }
    return may;
  }

  private void makeEveryKindOfFile(Path traces) throws Exception {
    List<String> launcher = new ArrayList<>(List.of("strace", "-D", "-ff", "-y", "-s", "0"));
    launcher.addAll(List.of("--seccomp-bpf", "-o", traces.resolve("thread").toString()));
    launcher.addAll(List.of("-e", "trace=" + SystemCalls.TRACED));
    try (FakeProvider provider = new FakeProvider(0, Map.of());
        ServerProcess started =
            ServerProcess.startUnder(
                launcher,
                dataDir,
                Map.of(
                    "OPENAI_API_KEY", "sk-test-0123456789", "OPENAI_BASE_URL", provider.baseUrl()),
                "--archive-runs",
                "--daily-image-limit",
                "100")) {
      server = started;
      JsonNode last = server.client().pollUntilDone(PICTURE + "?generate=1").json();
      assertThat(last.path("error").asText()).isEmpty();
      makeThumbnail();
      makeBatch();
      breakPicture();
      send("PUT", "/images/simple/" + TestServer.ADDRESS + "/hidden", "", 200);
      makeCollection();
      send("PUT", "/series/mine", "{\"suffix\": \"mine\"}", 201);
      send("DELETE", "/series/mine", "", 200);
      assertThat(server.get(PICTURE + "?remove=1").status()).isEqualTo(200);
      server.terminate();
    }
    // The tracer writes the last lines while the process goes.
    Waiting.until(() -> SystemCalls.allEnded(traces));
  }

  private void makeThumbnail() throws Exception {
    Path small = dataDir.resolve("output/simple/thumbnail/" + TestServer.ADDRESS + ".jpg");
    Files.delete(small);
    assertThat(server.get("/thumbnails/simple/" + TestServer.ADDRESS).status()).isEqualTo(200);
    assertThat(small).exists();
  }

  private void makeCollection() throws Exception {
    String body = "{\"name\": \"mine\", \"series\": \"simple\", \"addresses\": [\"%s\"]}";
    send("POST", "/collections", body.formatted(TestServer.ADDRESS), 201);
    Waiting.until(() -> server.get("/collections").text().contains("\"state\":\"done\""));
  }

  /** A picture that another program has broken is set aside, and made again of its source. */
  private void breakPicture() throws Exception {
    Path picture = dataDir.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png");
    Files.writeString(picture, "broken");
    assertThat(server.client().pollUntilDone(PICTURE + "?generate=1").json().path("error").asText())
        .isEmpty();
    assertThat(dataDir.resolve("set-aside")).isNotEmptyDirectory();
  }

  private void makeBatch() {
    TestResponse begun =
        send("POST", BATCHES, "{\"prompt\": \"a calm otter\", \"width\": 64, \"height\": 64}", 201);
    String path = BATCHES + "/" + begun.json().path("id").asText() + "?images=url&wait=30";
    Waiting.until(() -> server.get(path).json().path("status").asText().equals("complete"));
  }

  private TestResponse send(String method, String path, String body, int status) {
    TestResponse response =
        server
            .client()
            .send(
                HttpRequest.newBuilder(server.client().uri(path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body)));
    assertThat(response.status()).as("%s %s: %s", method, path, response.text()).isEqualTo(status);
    return response;
  }
}
