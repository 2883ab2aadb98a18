package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process: how it starts, refuses to start, is killed, and stops. */
class MainTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  @TempDir Path directory;

  private ServerProcess.Ended run(String... args) {
    return ServerProcess.run(directory, Map.of(), args);
  }

  @Nested
  class WhenTheSettingsAreWrong {
    @Test
    void every_problem_is_told_at_once_and_nothing_is_written() {
      ServerProcess.Ended ended = run("--port", "99999", "--worker", "3", "--lock-ttl", "soon");
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("--port", "99999", "--worker", "--lock-ttl", "soon");
      assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_key_that_could_smuggle_a_header_is_refused_without_being_shown() {
      ServerProcess.Ended ended =
          ServerProcess.run(directory, Map.of("OPENAI_API_KEY", "sk-verysecret\r\nX-Evil: 1"));
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("OPENAI_API_KEY").doesNotContain("verysecret");
    }

    @Test
    void an_open_host_with_a_key_and_no_token_is_refused() {
      ServerProcess.Ended ended =
          ServerProcess.run(
              directory, Map.of("OPENAI_API_KEY", "sk-verysecret"), "--host", "0.0.0.0");
      assertThat(ended.exitCode()).isEqualTo(2);
      assertThat(ended.err()).contains("--allow-anonymous").doesNotContain("verysecret");
    }
  }

  @Nested
  class WhenItIsAsked {
    @Test
    void help_and_version_are_answered() {
      ServerProcess.Ended help = run("--help");
      assertThat(help.exitCode()).isZero();
      assertThat(help.out())
          .contains("--lock-ttl", "TB_DALLE_LOCK_TTL", "5m", "doctor", "fake-provider");
      ServerProcess.Ended version = run("--version");
      assertThat(version.exitCode()).isZero();
      assertThat(version.out()).startsWith("dalleserver 1.");
    }
  }

  @Nested
  class WhenItStarts {
    @Test
    void a_data_directory_that_was_not_there_is_named_and_no_other() {
      Path mistyped = directory.resolve("mistyped");
      String line = "  data     " + mistyped + ", which is new";

      assertThat(greeting(mistyped)).contains(line);
      assertThat(greeting(mistyped)).doesNotContain(line);
    }

    private String greeting(Path dataDir) {
      try (ServerProcess server = ServerProcess.start(dataDir)) {
        return server.greeting();
      }
    }
  }

  @Nested
  class WhenItCannotStart {
    @Test
    void a_second_server_on_the_same_data_directory_says_so() {
      try (ServerProcess first = ServerProcess.start(directory, "--skip-image")) {
        ServerProcess.Ended second = run("--port", "0", "--data-dir", directory.toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err().lines()).hasSize(1);
        assertThat(second.err()).contains("in use by another dalleserver");
        assertThat(first.get("/health?check=liveness").status()).isEqualTo(200);
      }
    }

    @Test
    void a_data_directory_that_cannot_be_written_is_named_in_one_line() throws IOException {
      // Root may write anywhere but into a file.
      Path file = Files.writeString(directory.resolve("file"), "");
      ServerProcess.Ended ended = run("--port", "0", "--data-dir", file.toString());
      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.err().lines()).hasSize(1);
      assertThat(ended.err()).contains(file.toString());
    }

    @Test
    void a_port_that_is_taken_is_named_in_one_line() {
      try (TestServer other = TestServer.start(directory.resolve("other"))) {
        ServerProcess.Ended ended =
            run("--port", "" + other.port(), "--data-dir", directory.resolve("mine").toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).contains("" + other.port());
      }
    }
  }

  @Nested
  class WhenItIsKilled {
    @Test
    void whatever_it_was_doing_no_half_file_is_left_and_the_next_one_finishes() throws Exception {
      Random random = new Random(42);
      for (int round = 0; round < 2; round++) {
        String address = "0x%040x".formatted(random.nextLong());
        String path = "/dalle/simple/" + address + "?generate=1";
        try (ServerProcess server = ServerProcess.start(directory)) {
          server.get(path);
          killSomewhere(server, path, random.nextInt(8));
        }
        try (ServerProcess server = ServerProcess.start(directory)) {
          Waiting.untilAsserted(() -> assertThat(directory.resolve(".tmp")).isEmptyDirectory());
          JsonNode last = server.client().pollUntilDone(path).json();
          assertThat(last.path("error").asText()).isEmpty();
          assertThat(server.get("/dalle/simple/" + address).header("Content-Type"))
              .isEqualTo("image/png");
        }
        assertEveryPictureIsWhole();
      }
    }

    private void killSomewhere(ServerProcess server, String path, int polls) {
      for (int i = 0; i < polls; i++) {
        server.get(path);
      }
      server.kill();
    }

    private void assertEveryPictureIsWhole() throws IOException {
      try (Stream<Path> files = Files.walk(directory.resolve("output"))) {
        List<Path> pictures = files.filter(file -> file.toString().endsWith(".png")).toList();
        assertThat(pictures).isNotEmpty();
        for (Path picture : pictures) {
          byte[] bytes = Files.readAllBytes(picture);
          assertThat(bytes).startsWith(PNG_SIGNATURE);
          assertThat(new String(bytes, bytes.length - 8, 4)).isEqualTo("IEND");
        }
      }
    }
  }

  @Nested
  class WhenASettingIsHardlyMeant {
    @Test
    void the_operator_is_told_at_the_start() {
      try (ServerProcess server =
          ServerProcess.start(
              directory, "--skip-image", "--webhook-url", "https://example.org/told")) {
        assertThat(server.log()).contains("warning: --webhook-url", "not signed");
      }
    }
  }

  @Nested
  class WhenItListensEverywhere {
    @Test
    void it_greets_with_an_address_that_can_be_opened() {
      try (ServerProcess server =
          ServerProcess.start(directory, "--skip-image", "--host", "0.0.0.0")) {
        assertThat(server.greeting())
            .contains("listens on http://0.0.0.0:" + server.port())
            .contains("gallery  http://localhost:" + server.port() + "/preview")
            .contains("curl 'http://localhost:" + server.port() + "/dalle/");
      }
    }
  }

  @Nested
  class WhenItIsToldToStop {
    @Test
    void it_exits_with_0_and_has_saved_its_statistics() {
      ServerProcess server = ServerProcess.start(directory, "--skip-image");
      server.client().pollUntilDone(PATH + "?generate=1");
      assertThat(server.terminate()).isZero();
      assertThat(directory.resolve("metrics/progress_phase_stats.json")).exists();
    }
  }

  @Nested
  class WhenTwoStartFromNothing {
    @Test
    void the_same_address_gives_the_same_bytes() throws Exception {
      byte[][] pictures = new byte[2][];
      for (int i = 0; i < 2; i++) {
        Path dataDir = Files.createDirectory(directory.resolve("data" + i));
        try (ServerProcess server = ServerProcess.start(dataDir)) {
          server.client().pollUntilDone(PATH + "?generate=1");
          pictures[i] = server.get(PATH).body();
        }
      }
      assertThat(pictures[0]).startsWith(PNG_SIGNATURE).isEqualTo(pictures[1]);
    }
  }
}
