package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of the data directory on another disk, by a mount: what a start with a link advises. */
class MountedFolderTest {
  private static final Tool MOUNT = new Tool("mount");

  @TempDir Path dataDir;
  private Path mounted;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private void mount(String folder, String options) throws Exception {
    MOUNT.need();
    mounted = Files.createDirectories(dataDir.resolve(folder));
    String size = options.isEmpty() ? "size=32m" : "size=32m," + options;
    Tool.Outcome done = MOUNT.run("", "-t", "tmpfs", "-o", size, "tmpfs", mounted.toString());
    if (done.exitCode() != 0) {
      mounted = null;
      Assumptions.abort("no disk can be mounted here: " + done.output());
    }
  }

  @AfterEach
  void unmount() {
    if (mounted != null) {
      assertThat(new Tool("umount").run("", mounted.toString()).exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"output", "output/simple", "output/simple/annotated", "metrics", "series"})
  void a_picture_is_made_and_leaves_nothing_unfinished(String folder) throws Exception {
    mount(folder, "");
    try (TestServer server = TestServer.in(dataDir).offline().start()) {
      assertThat(server.make("simple").json().path("error").asText()).isEmpty();
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
      assertThat(server.get("/dalle/simple/" + TestServer.ADDRESS).body()).isNotEmpty();
    }
    try (Stream<Path> files = Files.walk(dataDir)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void a_disk_that_cannot_be_written_is_noticed_before_anything_is_paid_for() throws Exception {
    mount("output/simple", "ro");
    try (TestServer server = TestServer.start(dataDir)) {
      JsonNode ended = server.make("simple").json();
      assertThat(ended.path("errorCode").asText()).isEqualTo("FILE_SYSTEM_ERROR");
      assertThat(server.painter().calls()).isZero();
    }
  }

  @Test
  void a_broken_picture_on_another_disk_is_set_aside_and_made_again() throws Exception {
    mount("output/simple", "");
    Path picture = mounted.resolve("annotated/" + TestServer.ADDRESS + ".png");
    try (TestServer server = TestServer.in(dataDir).offline().start()) {
      server.make("simple");
      Files.write(picture, new byte[0]);
      assertThat(server.get("/dalle/simple/" + TestServer.ADDRESS).status()).isEqualTo(404);
      assertThat(picture).doesNotExist();
      assertThat(dataDir.resolve("set-aside"))
          .isDirectoryRecursivelyContaining("glob:**/" + TestServer.ADDRESS + ".png");
      server.make("simple");
      assertThat(picture).isNotEmptyFile();
    }
    Files.write(picture, new byte[0]);
    assertThat(doctor("--fix")).isZero();
    assertThat(picture).doesNotExist();
  }

  @Test
  void doctor_names_a_folder_that_cannot_be_written() throws Exception {
    mount("output/simple", "ro");
    assertThat(doctor()).isEqualTo(1);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("output/simple: the server cannot store files there");
  }

  private int doctor(String... flags) {
    List<String> args = new ArrayList<>(List.of("doctor", "--data-dir", dataDir.toString()));
    args.addAll(List.of(flags));
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new Main(out, out).run(args, Map.of(), dataDir);
  }

  @Test
  void readiness_stores_a_file_where_pictures_are_stored() throws Exception {
    mount("output", "");
    try (TestServer server = TestServer.start(dataDir)) {
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
      assertThat(MOUNT.run("", "-o", "remount,ro", mounted.toString()).exitCode()).isZero();
      Waiting.untilAsserted(
          () -> assertThat(server.get("/health?check=readiness").status()).isEqualTo(503));
    }
  }
}
