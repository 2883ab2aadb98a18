package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactsTest extends ArtifactStoreContract {
  private static final String ADDRESS = "0x00000000000000000000000000000000000000aa";
  private static final PictureKey KEY = PictureKey.parse("simple", ADDRESS);

  @TempDir private Path folder;
  @TempDir private Path elsewhere;
  private LocalFixture fixture;

  @Override
  protected ArtifactStore open() throws Exception {
    fixture = new LocalFixture(folder, elsewhere);
    return fixture.open();
  }

  @Override
  protected ArtifactStore reopen() throws Exception {
    return fixture.reopen();
  }

  @Override
  protected void breakWrites() throws Exception {
    fixture.breakWrites();
  }

  @Override
  protected void repairWrites() throws Exception {
    fixture.repairWrites();
  }

  @AfterEach
  void nothing_half_written_is_left() throws Exception {
    assertThat(folder.resolve(".tmp")).isEmptyDirectory();
    fixture.close();
  }

  @Test
  void every_artifact_has_the_path_that_its_id_names() throws Exception {
    for (ArtifactKind kind : ArtifactKind.values()) {
      store.writeText(ArtifactId.of(KEY, kind), "x");
    }

    assertThat(folder.resolve("output/simple/annotated/" + ADDRESS + ".png")).hasContent("x");
    assertThat(folder.resolve("output/simple/selector/" + ADDRESS + ".json")).hasContent("x");
    assertThat(folder.resolve("output/simple/thumbnail/" + ADDRESS + ".jpg")).hasContent("x");
    assertThat(folder.resolve("output/simple/terse/" + ADDRESS + ".txt")).hasContent("x");
  }

  @Test
  void other_names_in_the_folders_are_not_listed() throws Exception {
    Path prompts = Files.createDirectories(folder.resolve("output/simple/prompt"));
    for (String name : List.of("notes.txt", ADDRESS + ".png", ADDRESS.replace("0x", "") + ".txt")) {
      Files.createFile(prompts.resolve(name));
    }
    Files.createDirectories(folder.resolve("output/generations/mine"));

    assertThat(store.list(KEY.series(), ArtifactKind.PROMPT)).isEmpty();
    assertThat(store.listBatches()).isEmpty();
  }

  @Test
  void files_in_another_mixture_of_cases_are_listed_found_read_and_deleted() throws Exception {
    Path prompts = Files.createDirectories(folder.resolve("output/Simple/prompt"));
    Path spelled = prompts.resolve(ADDRESS.toUpperCase(Locale.ROOT) + ".txt");
    Files.writeString(spelled, "theirs");
    ArtifactId id = ArtifactId.of(KEY, ArtifactKind.PROMPT);

    assertThat(store.list(KEY.series(), ArtifactKind.PROMPT))
        .extracting(it -> it.key())
        .contains(KEY);
    assertThat(store.exists(id)).isTrue();
    assertThat(store.readText(id)).contains("theirs");
    store.writeText(id, "ours");
    assertThat(store.readText(id)).contains("ours");
    assertThat(spelled).hasContent("theirs");
    assertThat(store.delete(id)).isTrue();
    assertThat(spelled).doesNotExist();
    assertThat(store.exists(id)).isFalse();
  }

  @Test
  void what_the_server_writes_replaces_a_known_file_in_another_mixture_of_cases() throws Exception {
    Path prompts = Files.createDirectories(folder.resolve("output/simple/prompt"));
    Path theirs = prompts.resolve(ADDRESS.toUpperCase(Locale.ROOT) + ".txt");
    Files.writeString(theirs, "theirs");
    ArtifactId id = ArtifactId.of(KEY, ArtifactKind.PROMPT);
    StoredArtifact known = store.find(id).orElseThrow();
    assertThat(store.refresh(known)).containsSame(known);

    store.writeText(id, "ours");

    assertThat(store.refresh(known).orElseThrow().size()).isEqualTo(4);
    assertThat(theirs).hasContent("theirs");
  }

  @Test
  void a_file_in_another_mixture_of_cases_is_found_once_the_store_is_told_of_it() throws Exception {
    ArtifactId id = ArtifactId.of(KEY, ArtifactKind.PROMPT);
    Path prompts = Files.createDirectories(folder.resolve("output/simple/prompt"));
    assertThat(store.exists(id)).isFalse();
    String name = ADDRESS.toUpperCase(Locale.ROOT) + ".txt";
    Files.writeString(prompts.resolve(name), "theirs");

    ((LocalArtifacts) store).noteFile(KEY.series(), ArtifactKind.PROMPT, name);

    assertThat(store.readText(id)).contains("theirs");
  }

  @Test
  void a_folder_in_another_mixture_of_cases_counts_once_the_store_is_told_of_it() throws Exception {
    LocalArtifacts local = (LocalArtifacts) store;
    ArtifactId id = ArtifactId.of(KEY, ArtifactKind.PROMPT);
    assertThat(local.seriesFolders(KEY.series())).containsExactly("output/simple");
    Path theirs = Files.createDirectories(folder.resolve("output/SIMPLE/prompt"));
    Files.writeString(theirs.resolve(ADDRESS + ".txt"), "theirs");
    assertThat(store.exists(id)).isFalse();

    local.noteFolder("SIMPLE");

    assertThat(local.seriesFolders(KEY.series())).containsExactly("output/simple", "output/SIMPLE");
    assertThat(store.readText(id)).contains("theirs");
    assertThat(store.delete(id)).as("of the other spelling only").isTrue();
    assertThat(store.exists(id)).isFalse();
  }

  @Test
  void names_that_were_learned_are_those_of_that_moment() throws Exception {
    Path prompts = Files.createDirectories(folder.resolve("output/simple/prompt"));
    ((LocalArtifacts) store).learnNames(KEY.series());
    Files.writeString(prompts.resolve(ADDRESS.toUpperCase(Locale.ROOT) + ".txt"), "theirs");
    assertThat(store.exists(ArtifactId.of(KEY, ArtifactKind.PROMPT))).isFalse();
  }

  @Test
  void what_is_set_aside_keeps_its_path_below_a_folder_of_its_own() throws Exception {
    ArtifactId id = ArtifactId.of(KEY, ArtifactKind.PROMPT);
    store.writeText(id, "damaged");

    String place = store.setAside(store.find(id).orElseThrow(), 7).orElseThrow();

    assertThat(place).isEqualTo("set-aside/7/" + id.path());
    assertThat(folder.resolve(place)).hasContent("damaged");
  }

  @Test
  void a_link_or_a_folder_is_no_artifact() throws Exception {
    ArtifactId id = ArtifactId.of(KEY, ArtifactKind.PROMPT);
    Path file = folder.resolve(id.path());
    Files.createDirectories(file);
    assertThat(store.find(id)).isEmpty();
    Files.delete(file);

    Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
    Files.createSymbolicLink(file, secret);
    assertThat(store.find(id)).isEmpty();
    Files.delete(file);

    store.writeText(id, "mine");
    StoredArtifact known = store.find(id).orElseThrow();
    Files.delete(file);
    Files.createSymbolicLink(file, secret);
    assertThat(store.refresh(known)).isEmpty();
  }
}
