package dev.dalleserver.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server on a data directory that version 1.0.0 has written: everything is there, and what this
 * version writes into it 1.0.0 could read again.
 */
class UpgradeTest {
  private static final Path LEFT_BY_1_0_0 = Path.of("src", "test", "resources", "data-1.0.0");
  private static final String AVERAGES = "metrics/progress_phase_stats.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, Long>> LONGS = new TypeReference<>() {};

  /** Each picture of the directory, and its title. */
  private static final Map<String, String> PICTURES =
      new TreeMap<>(
          Map.of(
              "empty/0x1111111111111111111111111111111111111111",
              "Beamingly Blooming Barrel Cactus",
              "my-birds/0x00000000219ab540356cbb839cbe05303d7705fa",
              "Ably Absentminded California Condor",
              "simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b",
              "Vividly Adorable Katydid"));

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(LEFT_BY_1_0_0)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(LEFT_BY_1_0_0.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @Test
  void everything_is_there_and_nothing_is_paid_or_written_again() throws Exception {
    Map<String, String> before = Original.contents(folder.resolve("output"));
    // Made again from the picture when it is older.
    before.keySet().removeIf(path -> path.contains("/thumbnail/"));
    try (MockWebServer provider = new MockWebServer()) {
      provider.start();
      String url = provider.url("/v1").toString();
      try (TestServer server = TestServer.in(folder).remote(url).start()) {
        for (Map.Entry<String, String> picture : PICTURES.entrySet()) {
          assertServed(server, picture.getKey(), picture.getValue());
        }
        assertThat(server.get("/series/my-birds").json().at("/data/purpose").asText())
            .isEqualTo("Cheerful birds in blue.");
        JsonNode snapshot = server.get("/dalle/" + first() + "?generate=1").json();
        assertThat(JSON.convertValue(snapshot.path("phaseAverages"), LONGS))
            .isEqualTo(storedAverages());
      }
      assertThat(provider.getRequestCount()).isZero();
    }
    assertThat(Original.contents(folder.resolve("output"))).containsAllEntriesOf(before);
  }

  private static String first() {
    return PICTURES.keySet().iterator().next();
  }

  private void assertServed(TestServer server, String path, String title) throws IOException {
    String file = "output/" + path.replace("/", "/annotated/") + ".png";
    assertThat(server.get("/dalle/" + path).body())
        .isEqualTo(Files.readAllBytes(folder.resolve(file)));
    JsonNode snapshot = server.get("/dalle/" + path + "?generate=1").json();
    assertThat(snapshot.path("cacheHit").asBoolean()).as(path).isTrue();
    JsonNode written = stored("output/" + path.replace("/", "/selector/") + ".json");
    for (String member : List.of("prompt", "enhancedPrompt", "titlePrompt", "attributes", "seed")) {
      assertThat(snapshot.path("dalleDress").path(member))
          .as(path + " " + member)
          .isEqualTo(written.path(member));
    }
    assertThat(server.get("/thumbnails/" + path).status()).isEqualTo(200);
    Waiting.untilAsserted(
        () ->
            assertThat(server.get("/images").json().at("/data/images").findValuesAsText("title"))
                .contains(title));
  }

  private JsonNode stored(String file) throws IOException {
    return JSON.readTree(folder.resolve(file).toFile());
  }

  private Map<String, Long> storedAverages() throws IOException {
    Map<String, Long> averages = new TreeMap<>();
    stored(AVERAGES)
        .path("phaseAverages")
        .fields()
        .forEachRemaining(
            phase -> averages.put(phase.getKey(), phase.getValue().path("avgNs").asLong()));
    return averages;
  }

  @Test
  void the_doctor_finds_it_whole() {
    ServerProcess.Ended ended =
        ServerProcess.run(folder, Map.of(), "doctor", "--data-dir", folder.toString());

    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
  }

  /** That 1.0.0 passes over members that it does not know was tried with its jar. */
  @Test
  void what_is_written_into_it_has_each_member_that_1_0_0_reads() throws Exception {
    try (TestServer server = TestServer.in(folder).start()) {
      assertThat(server.make("my-birds").json().path("error").asText()).isEmpty();
    }

    String mine = "output/my-birds/selector/" + TestServer.ADDRESS + ".json";
    String theirs = "output/my-birds/selector/" + birds() + ".json";
    assertHolds(stored(mine), stored(theirs), "the dress");
    for (String file : List.of(AVERAGES, "metrics/image_budget.json")) {
      assertHolds(stored(file), JSON.readTree(LEFT_BY_1_0_0.resolve(file).toFile()), file);
    }
  }

  private static String birds() {
    return PICTURES.keySet().stream()
        .filter(path -> path.startsWith("my-birds/"))
        .map(path -> path.replaceFirst(".*/", ""))
        .findFirst()
        .orElseThrow();
  }

  /** Asserts that each member of {@code old} is in {@code now}, with a value of the same kind. */
  private static void assertHolds(JsonNode now, JsonNode old, String place) {
    assertThat(now.getNodeType()).as(place).isEqualTo(old.getNodeType());
    if (old.isObject()) {
      old.fieldNames()
          .forEachRemaining(
              name -> assertHolds(now.path(name), old.path(name), place + "." + name));
    } else if (old.isArray() && !old.isEmpty()) {
      assertThat(now.isEmpty()).as(place).isFalse();
      assertHolds(now.get(0), old.get(0), place + "[0]");
    }
  }
}
