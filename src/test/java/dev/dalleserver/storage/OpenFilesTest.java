package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No folder or file stays open, whether it was there or not: a server has few descriptors. */
@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
  private static final int TIMES = 200;

  /** What else in this process may open a file meanwhile. */
  private static final int OTHERS = 20;

  @TempDir private Path folder;

  @BeforeEach
  void fill() throws Exception {
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/b/file"), "x");
  }

  private interface Action {
    void run() throws Exception;
  }

  private static long open() throws Exception {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  private static void assertNothingStaysOpen(Action action) throws Exception {
    action.run();
    long before = open();
    for (int i = 0; i < TIMES; i++) {
      action.run();
    }
    assertThat(open()).isLessThan(before + OTHERS);
  }

  @Test
  void after_looking_at_what_is_there_and_what_is_not() throws Exception {
    try (ConfinedTree tree = ConfinedTree.openRoot(folder)) {
      assertNothingStaysOpen(
          () -> {
            assertThat(tree.read(folder.resolve("a/b/file"), 9)).hasSize(1);
            assertThat(tree.names(folder.resolve("a/b"))).hasSize(1);
            assertThat(tree.lookUp(folder.resolve("a/none/file"))).isEmpty();
            assertThat(tree.lookUp(folder.resolve("a/b/none"))).isEmpty();
            assertThatIOException().isThrownBy(() -> tree.openFolder(folder.resolve("a/b/file")));
            assertThatIOException().isThrownBy(() -> tree.openFile(folder.resolve("a/b")));
          });
    }
  }

  @Test
  void after_a_tree_and_a_data_directory_were_closed() throws Exception {
    assertNothingStaysOpen(() -> ConfinedTree.openRoot(folder).close());
    assertNothingStaysOpen(() -> DataDirectory.open(folder).close());
  }

  @Test
  void after_a_data_directory_could_not_be_opened() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("output"), "in the way");
    assertNothingStaysOpen(
        () ->
            assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> DataDirectory.open(data)));
  }

  @Test
  void after_storing_reading_and_removing() throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder)) {
      FileStore store = new FileStore(directory);
      Path file = store.layout().output().resolve("simple/prompt/x.txt");
      assertNothingStaysOpen(
          () -> {
            store.writeText(file, "x");
            assertThat(store.readText(file)).contains("x");
            store.requireRoom(1);
            assertThat(store.delete(file)).isTrue();
            store.deleteFolder(file.getParent());
          });
    }
  }

  @Test
  void after_receiving_whole_and_half() throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder)) {
      LocalArtifacts store = new LocalArtifacts(new FileStore(directory));
      assertNothingStaysOpen(
          () -> {
            try (IncomingArtifact half = store.receive(ArtifactStoreHarness.NAME)) {
              half.write('x');
            }
            StoredArtifact whole;
            try (IncomingArtifact incoming = store.receive(ArtifactStoreHarness.NAME)) {
              incoming.write('x');
              whole = incoming.complete();
            }
            try (ArtifactContent content = whole.open()) {
              assertThat(content.size()).isEqualTo(1);
            }
          });
    }
  }
}
