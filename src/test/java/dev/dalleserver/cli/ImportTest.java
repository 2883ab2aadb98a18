package dev.dalleserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.Main;
import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Waiting;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code import}: what it brings from a data directory of the original, and what it never does. */
class ImportTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Path source;
  private Path dataDir;

  @BeforeEach
  void choose_places() {
    source = folder.resolve("old");
    dataDir = folder.resolve("new");
  }

  private int bring(String... more) {
    List<String> args = new ArrayList<>(List.of("import", source.toString()));
    args.addAll(List.of("--data-dir", dataDir.toString()));
    args.addAll(List.of(more));
    return run(args);
  }

  private int run(List<String> args) {
    out.reset();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Main(both, both).run(args, Map.of(), folder);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String lower(String address) {
    return address.toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void everything_that_is_whole_is_brought_and_each_file_is_named() throws Exception {
    OldDirectory.small(source);
    Map<String, String> before = OldDirectory.files(source);

    assertThat(bring()).as(said()).isZero();

    assertThat(OldDirectory.files(source)).as("nothing is moved").isEqualTo(before);
    Map<String, String> expected = new TreeMap<>();
    before.forEach(
        (path, content) -> {
          boolean left =
              path.startsWith("cache")
                  || path.startsWith("logs")
                  || path.endsWith(".DS_Store")
                  || path.equals("series/torn.json")
                  || path.matches(
                      "output/empty/(annotated|generated)/" + OldDirectory.TWO + ".png");
          if (!left) {
            expected.put(
                path.replace("My Series", "my-series")
                    .replace(OldDirectory.SPELLED, lower(OldDirectory.SPELLED))
                    .replace("user-series/", "series/"),
                content);
          }
        });
    assertThat(OldDirectory.files(dataDir)).isEqualTo(expected);
    assertThat(before.keySet())
        .filteredOn(path -> !path.startsWith("cache") && !path.startsWith("logs"))
        .allSatisfy(path -> assertThat(said()).containsPattern("(?m)^[a-z]+ +\\Q" + path + "\\E"));
    assertThat(said())
        .contains("left     cache: nothing in it is needed")
        .contains("left     series/torn.json: it is not JSON")
        .containsPattern("left +output/empty/annotated/" + OldDirectory.TWO + ".png: it is empty")
        .containsPattern("left +output/empty/generated/.*: it does not decode");
  }

  @Test
  void a_second_run_changes_nothing() throws Exception {
    OldDirectory.small(source);
    assertThat(bring()).isZero();
    Map<String, String> before = OldDirectory.files(dataDir);

    assertThat(bring()).isZero();

    assertThat(OldDirectory.files(dataDir)).isEqualTo(before);
    assertThat(said()).contains("0 files copied").doesNotContain("copied   ", "renamed  ");
  }

  @Test
  void a_dry_run_says_the_same_and_makes_nothing() throws Exception {
    OldDirectory.small(source);
    assertThat(bring("--dry-run")).isZero();
    List<String> dry = said().lines().filter(line -> !line.contains(" files ")).toList();
    assertThat(dataDir).doesNotExist();

    assertThat(bring()).isZero();
    assertThat(said().lines().filter(line -> !line.contains(" files ")).toList()).isEqualTo(dry);
  }

  @Test
  void a_file_of_ours_is_never_overwritten_and_its_picture_is_not_mixed_with_another()
      throws Exception {
    OldDirectory.small(source);
    Path ours = dataDir.resolve("output/empty/title/" + OldDirectory.ONE + ".txt");
    Files.createDirectories(ours.getParent());
    Files.writeString(ours, "ours");

    assertThat(bring()).isEqualTo(1);

    assertThat(ours).hasContent("ours");
    assertThat(said())
        .containsPattern("kept +output/empty/title/" + OldDirectory.ONE + ".txt: .*ours is another")
        .containsPattern("kept +output/empty/generated/" + OldDirectory.ONE + ".png");
    assertThat(dataDir.resolve("output/empty/generated/" + OldDirectory.ONE + ".png"))
        .doesNotExist();
    assertThat(dataDir.resolve("output/my-series/generated/" + OldDirectory.TWO + ".png"))
        .as("other pictures come")
        .exists();
  }

  @Test
  void two_spellings_of_one_address_do_not_become_one_file() throws Exception {
    OldDirectory old = OldDirectory.small(source);
    String lower = lower(OldDirectory.SPELLED);
    old.put("output/under_score/title/" + lower + ".txt", "another title");

    assertThat(bring()).isEqualTo(1);

    assertThat(said()).containsPattern("failed +output/under_score/title/.*counts");
    assertThat(dataDir.resolve("output/under_score/title/" + lower + ".txt"))
        .hasContent("title of under_score");
  }

  @Test
  void links_in_the_source_are_named_and_not_followed() throws Exception {
    OldDirectory.small(source);
    Path secret = Files.createDirectories(folder.resolve("secret"));
    Files.write(secret.resolve(OldDirectory.ONE + ".png"), OldDirectory.PNG);
    Files.createSymbolicLink(source.resolve("output/linked"), secret);
    Files.createDirectories(source.resolve("output/other/generated"));
    Files.createSymbolicLink(
        source.resolve("output/other/generated/" + OldDirectory.TWO + ".png"),
        secret.resolve(OldDirectory.ONE + ".png"));
    Files.createSymbolicLink(
        source.resolve("output/empty/terse/" + OldDirectory.TWO + ".txt"), secret);

    assertThat(bring()).isEqualTo(1);

    assertThat(said())
        .contains("failed   output/linked: it is a symbolic link")
        .contains("failed   output/other/generated/" + OldDirectory.TWO + ".png: it is a symbolic");
    assertThat(dataDir.resolve("output/linked")).doesNotExist();
    assertThat(dataDir.resolve("output/other")).doesNotExist();
  }

  @Test
  void an_import_that_is_killed_goes_on_where_it_was() throws Exception {
    OldDirectory old = OldDirectory.small(source);
    for (int i = 0; i < 15; i++) {
      old.picture("many", String.format("0x%040x", i));
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "import",
            source.toString(),
            "--data-dir",
            dataDir.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < 40; i++) {
        assertThat(lines.readLine()).isNotNull();
      }
      process.destroyForcibly().waitFor();
    }
    assertThat(dataDir.resolve("output/many/annotated/" + String.format("0x%040x", 14) + ".png"))
        .as("killed in the midst of it")
        .doesNotExist();

    assertThat(bring()).as(said()).isZero();

    Map<String, String> interrupted = OldDirectory.files(dataDir);
    dataDir = folder.resolve("at-once");
    assertThat(bring()).isZero();
    assertThat(interrupted).isEqualTo(OldDirectory.files(dataDir));
  }

  /** Whatever was written when it was cut off: a file, but not yet its time; or any first part. */
  @Test
  void an_import_that_was_cut_off_anywhere_is_completed() throws Exception {
    OldDirectory.small(source);
    assertThat(bring()).isZero();
    Map<String, String> whole = OldDirectory.files(dataDir);
    List<String> written =
        said()
            .lines()
            .filter(line -> line.startsWith("copied") || line.startsWith("renamed"))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    for (int cut = 0; cut < written.size(); cut += 7) {
      for (String path : written.subList(cut, written.size())) {
        Files.deleteIfExists(dataDir.resolve(path));
      }
      if (cut > 0) {
        Files.setLastModifiedTime(
            dataDir.resolve(written.get(cut - 1)), FileTime.from(Instant.EPOCH));
      }
      assertThat(OldDirectory.files(dataDir)).isNotEqualTo(whole);

      assertThat(bring()).isZero();

      assertThat(OldDirectory.files(dataDir)).as("cut at %s", cut).isEqualTo(whole);
    }
  }

  /** As {@code cp -al} makes them, and as programs do that save room. */
  @Test
  void hard_links_are_files_of_their_own_and_those_into_ours_are_left() throws Exception {
    OldDirectory.small(source);
    Path prompt = source.resolve("output/empty/prompt/" + OldDirectory.ONE + ".txt");
    Path other = Files.createLink(folder.resolve("other.txt"), prompt);
    Path linked = dataDir.resolve("output/empty/title/" + OldDirectory.ONE + ".txt");
    Files.createDirectories(linked.getParent());
    Files.createLink(linked, source.resolve("output/empty/title/" + OldDirectory.ONE + ".txt"));
    Map<String, String> before = OldDirectory.files(source);

    assertThat(bring()).as(said()).isZero();

    Path brought = dataDir.resolve("output/empty/prompt/" + OldDirectory.ONE + ".txt");
    assertThat(Files.isSameFile(brought, other)).isFalse();
    assertThat(brought).hasSameBinaryContentAs(other);
    assertThat(said()).containsPattern("same +output/empty/title/" + OldDirectory.ONE + ".txt");
    assertThat(OldDirectory.files(source)).isEqualTo(before);
  }

  @Test
  void what_cannot_be_done_is_said_in_one_line() throws Exception {
    OldDirectory.small(source);
    assertThat(run(List.of("import"))).isEqualTo(2);
    assertThat(said()).contains("one directory", "--help");
    assertThat(run(List.of("import", "a", "b"))).isEqualTo(2);
    assertThat(run(List.of("import", source.toString(), "--prot", "1"))).isEqualTo(2);
    assertThat(run(List.of("import", "--help"))).isZero();
    assertThat(said()).contains("--dry-run", "--data-dir");
    assertThat(run(List.of("import", "missing"))).isEqualTo(1);
    assertThat(said()).contains("there is no directory");
    dataDir = source;
    assertThat(bring()).isEqualTo(1);
    assertThat(said()).contains("is the data directory itself");
  }

  @Test
  void a_directory_that_a_server_uses_is_left_alone() throws Exception {
    OldDirectory.small(source);
    try (TestServer server = TestServer.start(dataDir)) {
      assertThat(bring()).isEqualTo(1);
      assertThat(said()).contains("in use");
      assertThat(server.get("/images").json().at("/data/count").asInt()).isZero();
    }
  }

  @Test
  void pictures_of_a_deleted_series_are_brought_and_not_listed_whatever_their_folder_is_called()
      throws Exception {
    OldDirectory old = OldDirectory.small(source);
    old.picture("gone", OldDirectory.ONE);
    assertThat(bring()).as(said()).isZero();
    for (Path directory : List.of(dataDir, source)) {
      try (TestServer server = TestServer.start(directory)) {
        // A link to a picture stays valid; and when it is, the index has read the series.
        Waiting.untilAsserted(
            () ->
                assertThat(server.get("/dalle/gone/" + OldDirectory.ONE).body())
                    .isEqualTo(OldDirectory.PNG));
        Waiting.untilAsserted(
            () -> assertThat(server.get("/images").text()).contains("\"my-series\""));
        assertThat(server.get("/images").text()).doesNotContain("\"gone\"");
        assertThat(server.get("/images?series=gone").json().at("/data/count").asInt()).isZero();

        Files.writeString(
            directory.resolve("series/gone.json"), "{\"suffix\": \"gone\", \"nouns\": []}");
        Waiting.untilAsserted(() -> assertThat(server.get("/images").text()).contains("\"gone\""));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v6.4.5", "main"})
  void a_whole_directory_of_the_original_is_shown_and_nothing_is_paid(String form)
      throws Exception {
    JsonNode told = OldDirectory.built(source, form);
    Map<String, String> before = OldDirectory.files(source);
    assertThat(bring()).as(said()).isZero();
    assertThat(OldDirectory.files(source)).isEqualTo(before);
    assertThat(dataDir.resolve("output/old-series.deleted")).isDirectory();
    try (FakeProvider provider = new FakeProvider(0, Map.of());
        TestServer server = TestServer.in(dataDir).remote(provider.baseUrl()).start()) {
      List<String> pictures = new ArrayList<>();
      told.path("whole").forEach(address -> pictures.add("empty/" + address.asText()));
      pictures.add("empty/" + told.path("mixed case on disk").asText());
      pictures.add("empty/" + told.path("spoken").asText());
      pictures.add("style-noir/" + told.path("noir").asText());
      pictures.add("my_series/" + told.path("series with an underscore").asText());
      for (String picture : pictures) {
        Path stored = dataDir.resolve("output/" + picture.replace("/", "/annotated/") + ".png");
        assertThat(server.get("/dalle/" + picture).body()).isEqualTo(Files.readAllBytes(stored));
        JsonNode seen = server.client().pollUntilDone("/dalle/" + picture + "?generate=1").json();
        assertThat(seen.path("cacheHit").asBoolean()).isTrue();
      }
      server
          .client()
          .pollUntilDone("/dalle/empty/" + told.path("paid, then killed").asText() + "?generate=1");
      Waiting.untilAsserted(
          () ->
              assertThat(server.get("/images?limit=100").json().at("/data/count").asInt())
                  .isEqualTo(pictures.size() + 1));
      assertThat(server.get("/images?limit=100").text()).doesNotContain("deleted");
      assertThat(
              server
                  .get("/files/old-series.deleted/annotated/" + "0x" + "0".repeat(40) + ".png")
                  .status())
          .isEqualTo(404);
      assertThat(provider.calls("image") + provider.calls("chat")).isZero();
    }
  }
}
