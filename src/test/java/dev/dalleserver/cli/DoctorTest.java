package dev.dalleserver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.Fifo;
import dev.dalleserver.Main;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private void assertMended(Path broken, String... more) {
    String relative = dataDir.relativize(broken).toString();
    assertThat(doctor()).isEqualTo(1);
    assertThat(said()).contains("problem  " + relative).contains("--fix");
    assertThat(broken).as("only looked at").exists();
    String[] flags = Stream.concat(Stream.of("--fix"), Stream.of(more)).toArray(String[]::new);
    assertThat(doctor(flags)).isZero();
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

  @Test
  void pictures_that_wait_to_be_stored_are_counted_and_left() throws Exception {
    Path received = Files.createDirectories(dataDir.resolve("received"));
    Path whole = Files.writeString(received.resolve("0x1.simple.received"), "a picture");
    Path unreadable = Files.writeString(received.resolve("0x1.simple.7.unreadable"), "none");
    assertThat(doctor("--fix")).isZero();
    assertThat(said())
        .contains("received: received pictures that are not stored yet: 1")
        .contains("received/0x1.simple.7.unreadable: not a picture that the server would use");
    assertThat(whole).exists();
    assertThat(unreadable).exists();
    assertMended(Files.writeString(received.resolve("0x1.simple.0-1.part"), "half"));
  }

  @Test
  void a_folder_that_the_server_makes_when_it_needs_it_is_not_missed() {
    assertThat(doctor()).isZero();
    assertThat(said()).doesNotContain("not there");
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
      assertThat(doctor("--fix")).isEqualTo(1);
      assertThat(picture).as("it may have been paid for").exists();
      assertMended(picture, "--move-paid");
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
      assertMended(Files.writeString(series.resolve("___.json"), "{}"));
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
      assertMended(Files.createDirectories(dataDir.resolve("output/___")));
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
    void words_that_the_server_skips() throws Exception {
      Files.createDirectories(dataDir.resolve("databases"));
      Files.writeString(dataDir.resolve("databases/nouns.csv"), "version,noun\n");
      assertThat(doctor("--fix")).isEqualTo(1);
      assertThat(said()).contains("databases/nouns.csv:1");
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
  class StaysInside {
    @TempDir Path elsewhere;

    /** A file elsewhere that bears the name of one that would be moved. */
    private Path bait(String name) throws Exception {
      Path bait = elsewhere.resolve(name);
      Files.createDirectories(bait.getParent());
      return Files.writeString(bait, "mine");
    }

    private void replaceByLink(Path folder) throws Exception {
      if (Files.exists(folder)) {
        Files.move(folder, elsewhere.resolve("was-" + folder.getFileName()));
      }
      Files.createDirectories(folder.getParent());
      Files.createSymbolicLink(folder, elsewhere);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "output",
          "output/generations",
          "output/simple",
          "output/simple/annotated",
          ".tmp",
          "metrics",
          "series",
          "databases",
          "received",
          "set-aside"
        })
    void whatever_folder_is_a_link(String name) throws Exception {
      List<Path> baits =
          List.of(
              bait("x.part"),
              bait("gen_1_abcdefghi/0.png"),
              bait("mine.json"),
              bait("nouns.csv"),
              bait("image_budget.json"),
              bait("No Series/x"),
              bait("annotated/cat.png"));
      replaceByLink(dataDir.resolve(name));

      assertThat(doctor("--fix")).isEqualTo(1);

      assertThat(said())
          .contains("problem  " + name + ": it is a symbolic link where a folder should be")
          .contains("--data-dir")
          .doesNotContain("moved    " + name);
      assertThat(baits).allSatisfy(bait -> assertThat(bait).hasContent("mine"));
      assertThat(elsewhere.toFile().list()).as("nothing came").hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void nothing_is_moved_through_a_linked_set_aside() throws Exception {
      replaceByLink(dataDir.resolve("set-aside"));
      Path broken = Files.write(dataDir.resolve(".tmp/x.part"), new byte[3]);

      assertThat(doctor("--fix")).isEqualTo(1);

      assertThat(said()).contains("set-aside is a symbolic link, and links are not followed");
      assertThat(broken).exists();
      assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void pipes_are_named_and_moved_and_never_waited_for() throws Exception {
      List<Path> pipes =
          List.of(
              Fifo.make(
                  artifact("annotated", "png").resolveSibling("0x" + "3".repeat(40) + ".png")),
              Fifo.make(
                  artifact("selector", "json").resolveSibling("0x" + "3".repeat(40) + ".json")),
              Fifo.make(dataDir.resolve("metrics/image_budget.json")),
              Fifo.make(dataDir.resolve("series/mine.json")),
              Fifo.make(dataDir.resolve(".tmp/x.part")));
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> assertThat(doctor("--fix")).as(said()).isZero());
      assertThat(pipes).allSatisfy(pipe -> assertThat(pipe).doesNotExist());
      assertThat(doctor()).as(said()).isZero();
    }

    @Test
    void pipes_in_the_place_of_folders_are_left_to_people() throws Exception {
      Fifo.make(dataDir.resolve("output/other"));
      Fifo.make(dataDir.resolve("output/generations"));
      Fifo.make(dataDir.resolve("databases"));
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> assertThat(doctor("--fix")).isEqualTo(1));
      assertThat(said())
          .contains(
              "output/other: it is a pipe",
              "output/generations: it is a pipe",
              "databases: it is a pipe");
    }

    @Test
    void words_behind_a_pipe_are_a_problem_and_no_end_of_waiting() throws Exception {
      Fifo.make(dataDir.resolve("databases/nouns.csv"));
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThat(doctor()).isEqualTo(1));
      assertThat(said()).contains("databases/nouns.csv: not a file, but a pipe");
    }

    @Test
    void a_file_that_no_server_could_read_is_not_read_into_memory() throws Exception {
      try (RandomAccessFile file =
          new RandomAccessFile(artifact("generated", "png").toFile(), "rw")) {
        file.setLength(8L << 30);
      }
      assertThat(doctor()).isEqualTo(1);
      assertThat(said()).contains("it cannot be read: longer than");
    }
  }

  @Nested
  class ShowsNames {
    @Test
    void without_what_they_would_do_to_a_terminal() throws Exception {
      Files.writeString(
          dataDir.resolve("output/simple/annotated/a\u001b[2J\u009b31m\u202ecod\u2028\n.png"), "x");
      Files.createDirectories(dataDir.resolve("output/\rproblem  x"));

      doctor("--fix");

      assertThat(said())
          .contains("a\\u001b[2J\\u009b31m\\u202ecod\\u2028\\n.png")
          .contains("output/\\rproblem  x")
          .doesNotContain("\u001b", "\u009b", "\u202e", "\u2028", "\r");
    }
  }

  @Nested
  class Refuses {
    @Test
    void to_mend_another_users_directory_as_root() throws Exception {
      assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
      Path broken = Files.write(dataDir.resolve(".tmp/x.part"), new byte[3]);
      Files.setAttribute(dataDir, "unix:uid", 12345);

      assertThat(doctor("--fix")).isEqualTo(1);
      assertThat(said()).contains("as root is refused", "sudo -u 12345");
      assertThat(broken).exists();
      assertThat(doctor()).as("looking is fine").isEqualTo(1);
      assertThat(said()).contains(".tmp/x.part");

      Files.setAttribute(dataDir, "unix:uid", 0);
      assertThat(doctor("--fix")).isZero();
    }

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
