package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.Fifo;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walker, by descriptors of folders and, as elsewhere than on Linux, by paths. */
class FolderHandleTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Path IN = Path.of("in");
  private static final Path FILE = Path.of("file");

  @TempDir Path root;
  @TempDir Path elsewhere;

  @BeforeEach
  void fill() throws Exception {
    Files.createDirectories(root.resolve(IN));
    Files.writeString(root.resolve("in/file"), "inside");
    Files.writeString(elsewhere.resolve("file"), "outside");
  }

  private static String text(FolderHandle folder, Path name) throws IOException {
    try (var channel = folder.openFile(name)) {
      return new String(Channels.newInputStream(channel).readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void does_what_a_folder_is_for(boolean byDescriptor) throws Exception {
    try (FolderHandle top = FolderHandle.root(root, byDescriptor);
        FolderHandle in = top.openFolder(IN);
        FolderHandle made = top.makeFolder(Path.of("made"))) {
      assertThat(text(in, FILE)).isEqualTo("inside");
      in.write(Path.of("new"), new byte[] {1});
      in.move(Path.of("new"), made, Path.of("moved"));
      made.force();
      assertThat(made.entries())
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.name()).isEqualTo("moved");
                assertThat(entry.bytes()).isEqualTo(1);
                assertThat(entry.isFile()).isTrue();
              });
      assertThat(made.names()).as("a second time").containsExactly(Path.of("moved"));
      assertThat(made.delete(Path.of("moved"))).isTrue();
      assertThat(made.delete(Path.of("moved"))).isFalse();
      assertThat(made.lookUp(Path.of("moved"))).isEmpty();
      top.deleteFolder(Path.of("made"));
      assertThat(top.names()).containsExactly(IN);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void opens_no_link_as_folder_or_file(boolean byDescriptor) throws Exception {
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    Files.createSymbolicLink(root.resolve("in/file-link"), elsewhere.resolve("file"));
    try (FolderHandle top = FolderHandle.root(root, byDescriptor);
        FolderHandle in = top.openFolder(IN)) {
      assertThatExceptionOfType(NotConfinedException.class)
          .isThrownBy(() -> top.openFolder(Path.of("link")))
          .withMessageContainingAll("link is a symbolic link", "--data-dir");
      assertThatExceptionOfType(NotConfinedException.class)
          .isThrownBy(() -> top.makeFolder(Path.of("link")));
      assertThatExceptionOfType(NotConfinedException.class)
          .isThrownBy(() -> in.openFile(Path.of("file-link")))
          .withMessageStartingWith("in/file-link is a symbolic link");
      assertThat(in.delete(Path.of("file-link"))).as("the link itself").isTrue();
    }
    assertThat(elsewhere.resolve("file")).hasContent("outside");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void never_waits_for_a_pipe(boolean byDescriptor) throws Exception {
    Fifo.make(root.resolve("pipe"));
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          try (FolderHandle top = FolderHandle.root(root, byDescriptor)) {
            Path pipe = Path.of("pipe");
            assertThatIOException()
                .isThrownBy(() -> top.openFile(pipe))
                .withMessage("pipe is a pipe, a socket or a device");
            assertThatIOException().isThrownBy(() -> top.openFolder(pipe));
            assertThat(top.entries())
                .extracting(FolderEntry::kind)
                .containsExactly(FolderEntry.Kind.FOLDER, FolderEntry.Kind.OTHER);
            assertThat(top.delete(pipe)).isTrue();
          }
        });
    assertTimeoutPreemptively(
        AT_ONCE,
        () -> {
          Path pipe = Fifo.make(root.resolve("pipe"));
          assertThatIOException().isThrownBy(() -> FolderHandle.root(pipe, byDescriptor));
        });
  }

  @Nested
  class WhenALinkTakesItsPlaceMeanwhile {
    private void swap() throws IOException {
      Files.move(root.resolve(IN), root.resolve("away"));
      Files.createSymbolicLink(root.resolve(IN), elsewhere);
    }

    @Test
    void it_stays_where_it_was_by_descriptor() throws Exception {
      try (var stream = Files.newDirectoryStream(root)) {
        assumeTrue(stream instanceof SecureDirectoryStream, "no descriptors here");
      }
      try (FolderHandle top = FolderHandle.root(root, true);
          FolderHandle in = top.openFolder(IN)) {
        swap();

        assertThat(text(in, FILE)).isEqualTo("inside");
        in.write(Path.of("new"), new byte[1]);
        in.move(Path.of("new"), in, Path.of("newer"));
        assertThat(in.names()).containsExactlyInAnyOrder(FILE, Path.of("newer"));
        assertThat(in.delete(FILE)).isTrue();
      }
      assertThat(elsewhere)
          .isDirectoryContaining("glob:**/file")
          .isDirectoryNotContaining("glob:**/new*");
      assertThat(root.resolve("away")).isDirectoryContaining("glob:**/newer");
    }

    @Test
    void it_refuses_everything_by_path() throws Exception {
      try (FolderHandle top = FolderHandle.root(root, false);
          FolderHandle in = top.openFolder(IN)) {
        swap();

        assertThatIOException().isThrownBy(() -> in.openFile(FILE));
        assertThatIOException().isThrownBy(() -> in.write(Path.of("new"), new byte[1]));
        assertThatIOException().isThrownBy(() -> in.move(FILE, top, FILE));
        assertThatIOException().isThrownBy(() -> top.move(Path.of("away"), in, FILE));
        assertThatIOException().isThrownBy(() -> in.delete(FILE));
        assertThatIOException().isThrownBy(() -> in.makeFolder(Path.of("new")));
        assertThatIOException().isThrownBy(in::names);
      }
      assertThat(elsewhere)
          .isDirectoryContaining("glob:**/file")
          .isDirectoryNotContaining("glob:**/new*");
    }
  }

  @Test
  void a_tree_does_not_go_up() throws Exception {
    ConfinedTree tree = ConfinedTree.below(root.resolve(IN));
    assertThatIOException().isThrownBy(() -> tree.entries(root));
    assertThatIOException().isThrownBy(() -> tree.read(root.resolve("in/../other/file"), 9));
  }

  @Test
  void a_tree_lists_nothing_where_nothing_is_and_reads_no_more_than_it_should() throws Exception {
    ConfinedTree tree = ConfinedTree.below(root);
    assertThat(tree.entries(root.resolve("none/deep"))).isEqualTo(List.of());
    assertThat(tree.lookUp(root.resolve("none/deep"))).isEmpty();
    assertThat(tree.read(root.resolve("in/file"), 6)).asString().isEqualTo("inside");
    assertThatIOException()
        .isThrownBy(() -> tree.read(root.resolve("in/file"), 5))
        .withMessage("longer than 5 bytes");
  }

  @Test
  void a_tree_that_is_held_stays_with_its_folder_when_another_takes_the_place() throws Exception {
    Path home = root.resolve(IN);
    try (ConfinedTree tree = ConfinedTree.openRoot(home)) {
      Files.move(home, root.resolve("away"));
      Files.createDirectory(home);

      assertThatIOException()
          .as("folders are made by path")
          .isThrownBy(() -> tree.makeFolder(home.resolve("made")));
      assertThat(tree.read(home.resolve("file"), 9)).asString().isEqualTo("inside");
      assertThat(tree.names(home)).containsExactly(FILE);
    }
    assertThat(home).isEmptyDirectory();
  }
}
