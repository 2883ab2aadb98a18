package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose data directory holds pipes and links where files and folders should be. */
class HostileFilesTest {
  private static final String OTHER = "0x" + "2".repeat(40);

  @TempDir Path dataDir;
  @TempDir Path elsewhere;

  private Path file(String kind, String ending) {
    return dataDir.resolve("output/simple/" + kind + "/" + OTHER + "." + ending);
  }

  private Path link(Path path) throws Exception {
    Files.createDirectories(path.getParent());
    return Files.createSymbolicLink(path, elsewhere);
  }

  @Test
  void pipes_hold_up_neither_a_start_nor_a_listing_nor_an_answer() throws Exception {
    Fifo.make(file("annotated", "png"));
    Fifo.make(file("generated", "png"));
    Fifo.make(file("thumbnail", "jpg"));
    Fifo.make(file("selector", "json"));
    Fifo.make(dataDir.resolve("output/pipe"));
    Fifo.make(dataDir.resolve("output/generations/gen_1_abcdefghi"));
    Fifo.make(dataDir.resolve("metrics/progress_phase_stats.json"));
    Fifo.make(dataDir.resolve("metrics/image_budget.json"));
    Fifo.make(dataDir.resolve(".tmp/x.part"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try (TestServer server = TestServer.in(dataDir).offline().start()) {
            server.make("simple");
            Waiting.untilAsserted(
                () ->
                    assertThat(server.get("/images").json().at("/data/count").asInt())
                        .isEqualTo(1));
            for (String path :
                new String[] {
                  "/dalle/simple/" + OTHER,
                  "/files/simple/annotated/" + OTHER + ".png",
                  "/files/pipe",
                  "/thumbnails/simple/" + OTHER,
                  "/images/simple/" + OTHER
                }) {
              assertThat(server.get(path).status()).as(path).isEqualTo(404);
            }
            JsonNode made =
                server.client().pollUntilDone("/dalle/simple/" + OTHER + "?generate=1").json();
            assertThat(made.path("error").asText()).isEmpty();
            assertThat(file("annotated", "png")).isRegularFile();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"series/mine.json", "databases/nouns.csv"})
  void a_pipe_for_words_is_skipped_and_named_and_never_waited_for(String name) throws Exception {
    Fifo.make(dataDir.resolve(name));

    try (TestServer server = TestServer.start(dataDir)) {
      assertThat(
              server
                  .get("/health")
                  .json()
                  .at("/data/components/filesystem/details/skippedFiles")
                  .path(name)
                  .asText())
          .startsWith(name + ": not a file, but a pipe");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"output", "output/generations", "metrics", "series", "databases", ".tmp"})
  void a_start_is_refused_by_the_name_of_a_linked_folder(String name) throws Exception {
    Path bait = Files.createDirectories(elsewhere.resolve("gen_1_abcdefghi")).resolve("0.png");
    Files.writeString(bait, "mine");
    Files.writeString(elsewhere.resolve("x.part"), "mine");
    link(dataDir.resolve(name));

    ServerProcess.Ended ended = ServerProcess.run(dataDir, Map.of(), "--port", "0");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains(name, "links are not followed", "--data-dir").hasLineCount(1);
    assertThat(bait).hasContent("mine");
    assertThat(elsewhere.toFile().list()).containsExactlyInAnyOrder("gen_1_abcdefghi", "x.part");
  }

  @Nested
  class WhenAFolderIsLinkedWhileItRuns {
    @ParameterizedTest
    @ValueSource(strings = {"", "/generated", "/annotated", "/thumbnail", "/enhanced", "/selector"})
    void a_picture_that_could_not_be_stored_is_not_paid_for(String kind) throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        link(dataDir.resolve("output/simple" + kind));

        JsonNode ended = server.make("simple").json();

        assertThat(ended.path("errorCode").asText()).isEqualTo("FILE_SYSTEM_ERROR");
        assertThat(ended.path("error").asText())
            .contains("output/simple" + kind + " is a symbolic link");
        assertThat(server.painter().calls()).isZero();
        assertThat(elsewhere).isEmptyDirectory();
      }
    }

    @Test
    void a_batch_that_could_not_be_stored_is_not_paid_for() throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        link(dataDir.resolve("output/generations"));

        String id =
            server
                .sendJson("POST", "/v1/images/generations", "{\"prompt\":\"x\"}")
                .json()
                .path("id")
                .asText();

        Waiting.untilAsserted(
            () ->
                assertThat(server.get("/v1/images/generations/" + id).text())
                    .contains("output/generations is a symbolic link"));
        assertThat(server.painter().calls()).isZero();
        assertThat(elsewhere).isEmptyDirectory();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"output", "metrics", ".tmp"})
    void readiness_looks_where_storing_will_look(String name) throws Exception {
      try (TestServer server = TestServer.start(dataDir)) {
        Files.move(dataDir.resolve(name), elsewhere.resolve("was"));
        link(dataDir.resolve(name));

        Waiting.untilAsserted(
            () ->
                assertThat(server.get("/health?check=readiness").text())
                    .contains(name + " is a symbolic link"));
        assertThat(elsewhere.toFile().list()).containsExactly("was");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"output/linked", "output/simple/generated", "output/simple/selector"})
  void a_start_is_refused_by_the_name_of_a_series_that_the_operator_has_linked(String name)
      throws Exception {
    link(dataDir.resolve(name));

    ServerProcess.Ended ended = ServerProcess.run(dataDir, Map.of(), "--port", "0");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .contains(name, "links are not followed", "mount --bind", "--data-dir")
        .hasLineCount(1);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void a_series_that_another_user_has_linked_is_named_in_the_log_and_shows_nothing()
      throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
    Files.createDirectories(elsewhere.resolve("annotated"));
    Path planted = link(dataDir.resolve("output/linked"));
    Files.setAttribute(planted, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
    try (ServerProcess server = ServerProcess.start(dataDir, "--skip-image")) {
      Waiting.untilAsserted(
          () ->
              assertThat(server.log())
                  .contains("event=passed_over", "output/linked is a symbolic link", "--data-dir"));
      assertThat(server.get("/images?series=linked").text()).doesNotContain("linked/0x");
    }
  }
}
