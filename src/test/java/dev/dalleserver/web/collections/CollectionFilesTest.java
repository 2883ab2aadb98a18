package dev.dalleserver.web.collections;

import static dev.dalleserver.web.collections.CollectionsTest.address;
import static dev.dalleserver.web.collections.CollectionsTest.begin;
import static dev.dalleserver.web.collections.CollectionsTest.data;
import static dev.dalleserver.web.collections.CollectionsTest.list;
import static dev.dalleserver.web.collections.CollectionsTest.look;
import static dev.dalleserver.web.collections.CollectionsTest.post;
import static dev.dalleserver.web.collections.CollectionsTest.untilState;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections as the files of one server. */
class CollectionFilesTest {
  @TempDir private Path dir;

  @Test
  void it_goes_on_after_a_kill_and_makes_nothing_twice() throws Exception {
    String id;
    try (ServerProcess process =
        ServerProcess.start(dir, "--image-provider", "offline", "--collection-workers", "1")) {
      id =
          data(post(
                  process.client(),
                  "?series=simple",
                  "text/plain",
                  list(3).getBytes(StandardCharsets.UTF_8)))
              .path("id")
              .asText();
      Waiting.untilWithLongPatience(() -> look(process.client(), id).path("made").asInt() >= 1);
      process.kill();
    }
    Path first = dir.resolve("output/simple/generated/" + address(0) + ".png");
    long written = Files.getLastModifiedTime(first).toMillis();
    try (ServerProcess process = ServerProcess.start(dir, "--image-provider", "offline")) {
      Waiting.untilWithLongPatience(
          () -> look(process.client(), id).path("state").asText().equals("done"));

      assertThat(look(process.client(), id).path("made").asInt()).isEqualTo(3);
      assertThat(Files.getLastModifiedTime(first).toMillis()).isEqualTo(written);
    }
  }

  @Test
  void what_was_made_is_stored_while_the_others_wait() {
    try (TestServer server = TestServer.in(dir).with("--daily-image-limit", "1").start()) {
      Path state = dir.resolve("collections").resolve(begin(server, 2) + ".state");
      Waiting.until(() -> text(state).contains("\"imagesPaid\":1"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_damaged_list_is_set_aside_and_a_damaged_state_is_found_out_again() throws Exception {
    String list;
    String state;
    try (TestServer server = TestServer.start(dir)) {
      list = begin(server, 1);
      state = begin(server, 2);
      untilState(server, list, "done");
      untilState(server, state, "done");
    }
    Path folder = dir.resolve("collections");
    Files.write(folder.resolve(list + ".list"), new byte[] {1, 2, 3});
    Files.writeString(folder.resolve(state + ".state"), "{}\nxx");
    try (TestServer server = TestServer.start(dir)) {
      assertThat(server.get("/collections/" + list).status()).isEqualTo(404);
      JsonNode found = untilState(server, state, "done");

      assertThat(found.path("made").asInt()).isEqualTo(2);
      assertThat(server.painter().calls()).isZero();
    }
  }

  @Test
  void one_that_is_removed_leaves_no_file() {
    try (TestServer server = TestServer.start(dir)) {
      String id = begin(server, 1);
      untilState(server, id, "done");
      assertThat(dir.resolve("collections")).isNotEmptyDirectory();

      assertThat(server.send("DELETE", "/collections/" + id).status()).isEqualTo(200);

      assertThat(dir.resolve("collections")).isEmptyDirectory();
    }
  }
}
