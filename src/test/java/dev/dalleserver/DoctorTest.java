package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor}: what it finds in a data directory, and what it does about it. */
class DoctorTest {
  private static final String NAME = TestServer.ADDRESS;

  @TempDir static Path sound;
  @TempDir Path dataDir;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeAll
  static void make_a_picture() {
    try (TestServer server = TestServer.in(sound).offline().start()) {
      server.make("simple");
    }
  }

  @BeforeEach
  void copy() throws Exception {
    try (Stream<Path> files = Files.walk(sound)) {
      for (Path file : files.toList()) {
        Path copy = dataDir.resolve(sound.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  @Test
  void tells_of_its_own_flags() {
    assertThat(doctor("--help")).isZero();
    assertThat(said()).contains("--fix", "--data-dir").doesNotContain("--port");
  }

  @Test
  void tells_of_a_hostile_name_in_one_line_that_moves_no_cursor() throws Exception {
    Files.createDirectory(
        dataDir.resolve("output/a\u001b[2J\nproblem  all is lost\u202egnp\u009b\u2028"));

    assertThat(doctor()).isEqualTo(1);

    assertThat(said())
        .contains("problem  output/a\\u001b[2J\\nproblem  all is lost\\u202egnp\\u009b\\u2028: ")
        .doesNotContain("\u001b", "\u202e", "\u009b", "\u2028");
    assertThat(said().lines().filter(line -> line.startsWith("problem"))).hasSize(1);
  }

  private int doctor(String... flags) {
    out.reset();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> args =
        Stream.concat(Stream.of("doctor", "--data-dir", dataDir.toString()), Stream.of(flags))
            .toList();
    return new Main(both, both).run(args, Map.of(), dataDir);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path artifact(String kind, String ending) {
    return dataDir.resolve("output/simple/" + kind + "/" + NAME + "." + ending);
  }

  private void assertMended(Path broken) {
    String relative = dataDir.relativize(broken).toString();
    assertThat(doctor()).isEqualTo(1);
    assertThat(said()).contains("problem  " + relative).contains("--fix");
    assertThat(broken).as("only looked at").exists();
    assertThat(doctor("--fix")).isZero();
    assertThat(broken).doesNotExist();
    assertThat(dataDir.resolve("set-aside"))
        .isDirectoryRecursivelyContaining("glob:**/" + relative);
    assertThat(doctor()).isZero();
  }

  @Test
  void a_sound_directory_has_nothing() throws Exception {
    List<Path> before = files();
    assertThat(doctor()).as(said()).isZero();
    assertThat(said()).contains("3 pictures decoded, 0 problems");
    assertThat(files()).as("nothing is changed").isEqualTo(before);
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.walk(dataDir)) {
      return files.sorted().toList();
    }
  }

  @Nested
  class FindsAndMends {
    @Test
    void a_picture_that_ends_early() throws Exception {
      Path picture = artifact("annotated", "png");
      byte[] whole = Files.readAllBytes(picture);
      Files.write(picture, Arrays.copyOf(whole, whole.length / 2));
      doctor();
      assertThat(said()).contains("does not decode");
      assertThat(doctor("--fix")).isZero();
      assertThat(picture).doesNotExist();
    }

    @Test
    void a_picture_with_a_flipped_bit() throws Exception {
      Path picture = artifact("generated", "png");
      byte[] bytes = Files.readAllBytes(picture);
      bytes[bytes.length / 2] ^= 1;
      Files.write(picture, bytes);
      assertMended(picture);
    }

    @Test
    void a_broken_picture_together_with_its_thumbnail() throws Exception {
      Path picture = artifact("annotated", "png");
      Path thumbnail = artifact("thumbnail", "jpg");
      Files.write(picture, new byte[9]);
      Files.write(thumbnail, new byte[0]);
      assertMended(picture);
      assertThat(thumbnail).doesNotExist();
      copyBack(thumbnail);
      copyBack(picture);
      Files.write(picture, new byte[9]);
      assertMended(picture);
      assertThat(thumbnail).doesNotExist();
    }

    private void copyBack(Path file) throws Exception {
      Files.copy(sound.resolve(dataDir.relativize(file).toString()), file);
    }

    @Test
    void a_series_that_is_none() throws Exception {
      Path series = Files.createDirectories(dataDir.resolve("series"));
      assertMended(Files.writeString(series.resolve("mine.json"), "{"));
      assertMended(Files.writeString(series.resolve("No Name.json"), "{}"));
      assertThat(said()).contains("0 problems");
      Files.writeString(series.resolve("yours.json"), "{}");
      Files.writeString(series.resolve("notes.txt"), "{");
      assertThat(doctor()).as(said()).isZero();
    }

    @Test
    void an_empty_thumbnail() throws Exception {
      Path thumbnail = artifact("thumbnail", "jpg");
      Files.write(thumbnail, new byte[0]);
      assertMended(thumbnail);
    }

    @Test
    void what_a_killed_server_left() throws Exception {
      assertMended(Files.write(dataDir.resolve(".tmp/x.part"), new byte[3]));
    }

    @Test
    void files_that_belong_to_nothing() throws Exception {
      assertMended(Files.writeString(dataDir.resolve("output/simple/annotated/cat.png"), "x"));
      assertMended(Files.createDirectories(dataDir.resolve("output/simple/odd")));
      assertMended(Files.createDirectories(dataDir.resolve("output/Not A Series")));
    }

    @Test
    void links_without_following_them() throws Exception {
      Path elsewhere = Files.createTempFile("elsewhere", ".png");
      Path link = dataDir.resolve("output/simple/annotated/0x" + "2".repeat(40) + ".png");
      Files.createSymbolicLink(link, elsewhere);
      assertThat(doctor("--fix")).isZero();
      assertThat(elsewhere).exists();
    }

    @Test
    void statistics_and_a_budget_that_nobody_understands() throws Exception {
      assertMended(
          Files.writeString(dataDir.resolve("metrics/progress_phase_stats.json"), "{\"version\":"));
      assertMended(Files.writeString(dataDir.resolve("metrics/image_budget.json"), "[]"));
    }
  }

  @Nested
  class LeavesToPeople {
    @Test
    void texts_that_are_missing() throws Exception {
      Files.delete(artifact("title", "txt"));
      assertThat(doctor("--fix")).isEqualTo(1);
      assertThat(said()).contains("output/simple/title/" + NAME + ".txt", "force=1");
    }

    @Test
    void a_dress_that_is_missing() throws Exception {
      Files.delete(artifact("selector", "json"));
      assertThat(doctor()).isEqualTo(1);
      assertThat(said()).contains("missing beside the finished picture");
    }

    @Test
    void words_that_keep_the_server_from_starting() throws Exception {
      Files.createDirectories(dataDir.resolve("databases"));
      Files.writeString(dataDir.resolve("databases/nouns.csv"), "version,noun\nv1,dog,spare\n");
      assertThat(doctor("--fix")).isEqualTo(1);
      assertThat(said()).contains("databases/nouns.csv:2");
    }

    @Test
    void runs_that_were_cut_off_are_no_problem() throws Exception {
      Files.delete(artifact("annotated", "png"));
      Files.delete(artifact("thumbnail", "jpg"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains("cut off, cancelled or removed; ?generate=1 finishes it");
    }

    @Test
    void pictures_of_a_series_that_is_gone_are_no_problem() throws Exception {
      Files.delete(artifact("annotated", "png"));
      Files.delete(artifact("thumbnail", "jpg"));
      Files.move(dataDir.resolve("output/simple"), dataDir.resolve("output/gone"));
      assertThat(doctor()).isZero();
      assertThat(said()).contains("neither is its series").doesNotContain("finishes it");
    }
  }

  @Nested
  class Refuses {
    @Test
    void a_directory_that_a_server_works_in() {
      try (ServerProcess server = ServerProcess.start(dataDir, "--skip-image")) {
        assertThat(doctor("--fix")).isEqualTo(1);
        assertThat(said()).contains("in use by another dalleserver", "stop it first");
        assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
      }
      assertThat(doctor()).isZero();
    }

    @Test
    void a_directory_that_is_not_there() {
      PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
      List<String> args = List.of("doctor", "--data-dir", dataDir.resolve("none").toString());
      assertThat(new Main(both, both).run(args, Map.of(), dataDir)).isEqualTo(1);
      assertThat(dataDir.resolve("none")).doesNotExist();
    }

    @Test
    void flags_that_it_does_not_know() {
      assertThat(doctor("--fixx")).isEqualTo(2);
    }
  }
}
