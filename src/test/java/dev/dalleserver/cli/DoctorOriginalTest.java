package dev.dalleserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code doctor} on what the Go original has stored. */
class DoctorOriginalTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int doctor(String... flags) {
    out.reset();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> args = new ArrayList<>(List.of("doctor", "--data-dir", folder.toString()));
    args.addAll(List.of(flags));
    return new Main(both, both).run(args, Map.of(), folder);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> problems() {
    return said().lines().filter(line -> line.startsWith("problem")).toList();
  }

  @Test
  void its_folders_are_reported_as_what_they_are() throws Exception {
    OldDirectory.small(folder);
    Files.delete(folder.resolve("series/torn.json"));

    assertThat(doctor()).isEqualTo(1);

    assertThat(problems())
        .as(said())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("annotated/" + OldDirectory.TWO))
        .anySatisfy(line -> assertThat(line).contains("generated/" + OldDirectory.TWO));
    assertThat(said())
        .contains("note     output/empty/technical: 1 files of the original")
        .contains("note     output/empty/audio: 1 files of the original")
        .contains("note     output/empty/metadata: 1 files of the original")
        .contains("note     output/empty/prompt: 1 files of seeds that are no address")
        .contains("note     output/under_score/generated: 1 files that spell the address otherwise")
        .contains("note     output/gone.deleted: 9 files of a series that its owner has removed")
        .contains("note     output/My Series: 9 files of a series that this server calls my-series")
        .contains("note     user-series: 2 series of the original")
        .contains("./run.sh import");
  }

  @Test
  void names_of_other_programs_are_passed_over_in_every_folder() throws Exception {
    new OldDirectory(folder).picture("empty", OldDirectory.ONE);
    for (String parent :
        List.of("series", "user-series", "databases", "output", "output/empty/title", "metrics")) {
      for (String name : List.of(".hidden.json", "Thumbs.db", "a (1).json", "b.json~")) {
        Files.createDirectories(folder.resolve(parent));
        Files.writeString(folder.resolve(parent).resolve(name), "{");
      }
    }
    Files.createDirectories(folder.resolve("series/@eaDir"));

    assertThat(doctor()).as(said()).isZero();
  }

  @Test
  void a_series_of_later_releases_that_is_torn_is_named_and_stays() throws Exception {
    new OldDirectory(folder).picture("empty", OldDirectory.ONE);
    Path torn = Files.createDirectories(folder.resolve("user-series")).resolve("torn.json");
    Files.writeString(torn, "{");

    assertThat(doctor("--fix")).isEqualTo(1);

    assertThat(problems()).singleElement().asString().contains("user-series/torn.json");
    assertThat(torn).exists();
  }

  @Test
  void files_of_one_series_in_two_folders_belong_together() throws Exception {
    new OldDirectory(folder).picture("My Birds", OldDirectory.ONE);
    Path other = Files.createDirectories(folder.resolve("output/my-birds/annotated"));
    Files.move(
        folder.resolve("output/My Birds/annotated").resolve(OldDirectory.ONE + ".png"),
        other.resolve(OldDirectory.ONE + ".png"));

    assertThat(doctor()).as(said()).isZero();
    assertThat(said()).contains("a series that this server calls my-birds");
  }

  @Test
  void fix_moves_what_holds_no_picture_and_nothing_else() throws Exception {
    OldDirectory.small(folder);
    Files.delete(folder.resolve("series/torn.json"));
    Map<String, String> before = OldDirectory.files(folder);

    assertThat(doctor("--fix")).as(said()).isZero();

    Map<String, String> after = OldDirectory.files(folder);
    after.keySet().removeIf(path -> path.startsWith("set-aside"));
    before
        .keySet()
        .removeIf(
            path ->
                path.matches(".*(annotated|generated)/" + OldDirectory.TWO + ".png")
                    && path.contains("/empty/"));
    assertThat(after).isEqualTo(before);
    assertThat(doctor()).as(said()).isZero();
  }

  @Test
  void what_may_have_been_paid_for_is_moved_only_when_the_operator_says_so() throws Exception {
    OldDirectory old = new OldDirectory(folder);
    old.picture("empty", OldDirectory.ONE);
    byte[] half = Arrays.copyOf(OldDirectory.PNG, OldDirectory.PNG.length / 2);
    Path generated = old.put("output/empty/generated/" + OldDirectory.ONE + ".png", half);
    Path annotated = old.put("output/empty/annotated/" + OldDirectory.ONE + ".png", half);
    Path strange = old.put("output/empty/upscaled/" + OldDirectory.ONE + ".png", OldDirectory.PNG);
    Path renamed = old.put("output/empty/generated/cat.png", OldDirectory.PNG);
    Path words = old.put("output/empty/enhanced/notes.txt", "of a language model");

    assertThat(doctor("--fix")).isEqualTo(1);
    assertThat(List.of(generated, annotated, renamed, words))
        .allSatisfy(it -> assertThat(it).exists());
    assertThat(strange).exists();
    assertThat(said()).contains("--move-paid", "5 left");

    assertThat(doctor("--fix", "--move-paid")).as(said()).isZero();
    assertThat(List.of(generated, annotated, renamed, words, strange))
        .allSatisfy(it -> assertThat(it).doesNotExist());
    assertThat(folder.resolve("set-aside")).isDirectoryRecursivelyContaining("glob:**/cat.png");
  }

  @Test
  void a_broken_caption_is_moved_when_its_picture_is_whole() throws Exception {
    OldDirectory old = new OldDirectory(folder);
    old.picture("empty", OldDirectory.ONE);
    byte[] half = Arrays.copyOf(OldDirectory.PNG, OldDirectory.PNG.length / 2);
    Path annotated = old.put("output/empty/annotated/" + OldDirectory.ONE + ".png", half);

    assertThat(doctor("--fix")).isZero();
    assertThat(annotated).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v6.4.5", "main"})
  void a_whole_directory_of_the_original_has_two_broken_files_and_no_other_problem(String form)
      throws Exception {
    JsonNode told = OldDirectory.built(folder, form);

    assertThat(doctor()).isEqualTo(1);

    assertThat(problems())
        .as(said())
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line).contains(told.path("annotated is empty").asText(), "annotated"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(told.path("generated is a web page").asText(), "generated"));
    Map<String, String> before = OldDirectory.files(folder);
    assertThat(doctor("--fix")).isZero();
    Map<String, String> after = OldDirectory.files(folder);
    after.keySet().removeIf(path -> path.startsWith("set-aside"));
    assertThat(before.keySet()).hasSize(after.size() + 2).containsAll(after.keySet());
    assertThat(after)
        .allSatisfy((path, content) -> assertThat(content).isEqualTo(before.get(path)));
  }
}
