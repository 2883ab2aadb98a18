package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dalleserver.picture.BatchId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found below a data directory, and what listeners hear when it goes. */
class ConfinedTreeTest {
  private static final BatchId BATCH = ArtifactStoreHarness.BATCH;

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private DataDirectory directory;
  private LocalArtifacts store;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    FileStore files = new FileStore(directory);
    store = new LocalArtifacts(files);
    files.addListener((operation, path, ok) -> told.add(operation + " " + path + " " + ok));
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  @Test
  void entries_are_sorted_and_those_of_other_programs_are_listed_only_where_all_are_asked_for()
      throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    for (String name : List.of("b", "a", ".hidden")) {
      Files.createFile(here.resolve(name));
    }
    ConfinedTree tree = ConfinedTree.below(folder);
    assertThat(tree.entries(here)).extracting(FolderEntry::name).containsExactly("a", "b");
    assertThat(tree.allEntries(here))
        .extracting(FolderEntry::name)
        .containsExactly(".hidden", "a", "b");
    assertThat(tree.entries(folder.resolve("missing"))).isEmpty();
    assertThat(tree.lookUp(here.resolve("a")))
        .hasValueSatisfying(entry -> assertThat(entry.isFile()).isTrue());
    assertThat(tree.lookUp(here)).hasValueSatisfying(it -> assertThat(it.isFile()).isFalse());
    assertThat(tree.lookUp(folder.resolve("missing/a"))).isEmpty();
  }

  @Test
  void each_picture_of_a_batch_that_is_removed_is_told_and_a_folder_in_it_stays() throws Exception {
    Path batch = Files.createDirectories(folder.resolve("output/generations/" + BATCH));
    Files.createFile(batch.resolve("0.png"));
    Files.createDirectory(batch.resolve("mine"));
    store.deleteBatch(BATCH);
    assertThat(told).containsExactly("DELETE output/generations/" + BATCH + "/0.png true");
    assertThat(batch.resolve("mine")).isDirectory();
  }

  @Test
  void what_is_received_is_told_when_it_is_whole_and_when_it_cannot_be_begun() throws Exception {
    try (IncomingArtifact half = store.receive(ArtifactStoreHarness.NAME)) {
      half.write('x');
    }
    assertThat(told).isEmpty();
    try (IncomingArtifact whole = store.receive(ArtifactStoreHarness.NAME)) {
      whole.write('x');
      whole.complete();
    }
    String path = ArtifactStoreHarness.RECEIVED.path();
    assertThat(told).containsExactly("WRITE " + path + " true");
    Files.delete(folder.resolve(path));
    Files.delete(folder.resolve("received"));
    Files.createFile(folder.resolve("received"));
    assertThat(catchThrowable(() -> store.receive(ArtifactStoreHarness.NAME)))
        .isInstanceOf(IOException.class);
    assertThat(told).endsWith("WRITE " + path + " false");
  }
}
