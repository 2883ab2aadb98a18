package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.SeriesName;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where pictures that are kept for the operator go, also when they cannot go to their place. */
class SetAsideTest {
  private static final Path FILE = Path.of("file");
  private static final Path MOVED = Path.of("moved");

  @TempDir private Path folder;
  private DataDirectory directory;
  private FileStore files;
  private LocalArtifacts store;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    files = new FileStore(directory);
    store = new LocalArtifacts(files);
    store.writeText(ArtifactStoreHarness.PROMPT, "damaged");
    files.addListener((operation, path, ok) -> told.add(operation + " " + path + " " + ok));
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private String setAside() throws Exception {
    return store.setAside(store.find(ArtifactStoreHarness.PROMPT).orElseThrow(), 7).orElseThrow();
  }

  @Test
  void to_the_catalog_it_is_gone() throws Exception {
    setAside();
    assertThat(told).containsExactly("DELETE " + ArtifactStoreHarness.PROMPT.path() + " true");
  }

  @Test
  void without_a_folder_for_it_it_stays_under_a_name_that_is_not_looked_for() throws Exception {
    Files.writeString(folder.resolve("set-aside"), "in the way");
    String place = setAside();
    assertThat(place).isEqualTo(ArtifactStoreHarness.PROMPT.path() + ".7.unreadable");
    assertThat(folder.resolve(place)).hasContent("damaged");
    assertThat(store.find(ArtifactStoreHarness.PROMPT)).isEmpty();
    assertThat(store.list(SeriesName.parse("simple"), ArtifactKind.PROMPT)).isEmpty();
  }

  @Test
  void other_folders_of_the_operator_are_no_occasions() throws Exception {
    setAside();
    for (String name : List.of("mine", "7x", "1234567890123456789")) {
      Files.createDirectories(folder.resolve("set-aside").resolve(name));
    }
    assertThat(store.listSetAside(ArtifactStoreHarness.PROMPT, 9)).hasSize(1);
    assertThat(store.listSetAside(ArtifactStoreHarness.PROMPT, 0)).isEmpty();
  }

  @Test
  void to_another_disk_it_is_copied_whole_and_then_removed() throws Exception {
    Path otherDisk = onOtherDisk();
    byte[] content = new byte[3 << 20];
    new Random(1).nextBytes(content);
    Files.write(folder.resolve(FILE), content);
    try (FolderHandle from = FolderHandle.root(folder);
        FolderHandle to = FolderHandle.root(otherDisk)) {
      from.moveAcross(FILE, to, MOVED);
      assertThat(folder.resolve(FILE)).doesNotExist();
      assertThat(otherDisk.resolve(MOVED)).hasBinaryContent(content);

      Files.writeString(folder.resolve(FILE), "later");
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .as("what is kept is not overwritten")
          .isThrownBy(() -> from.moveAcross(FILE, to, MOVED));
      assertThat(folder.resolve(FILE)).hasContent("later");
      assertThat(otherDisk.resolve(MOVED)).hasBinaryContent(content);
    } finally {
      Files.deleteIfExists(otherDisk.resolve(MOVED));
      Files.delete(otherDisk);
    }
  }

  @Test
  void a_link_is_not_copied_to_another_disk() throws Exception {
    Path otherDisk = onOtherDisk();
    Files.createSymbolicLink(folder.resolve(FILE), Path.of("/etc/hostname"));
    try (FolderHandle from = FolderHandle.root(folder);
        FolderHandle to = FolderHandle.root(otherDisk)) {
      assertThatIOException().isThrownBy(() -> from.moveAcross(FILE, to, MOVED));
      assertThat(otherDisk).isEmptyDirectory();
    } finally {
      Files.delete(otherDisk);
    }
  }

  /** A new folder on another disk than the data directory, if this machine has one. */
  private Path onOtherDisk() throws Exception {
    Object here = Files.getAttribute(folder, "unix:dev");
    for (Path candidate :
        Stream.of("/dev/shm", "/var/tmp", "target")
            .map(Path::of)
            .filter(Files::isWritable)
            .toList()) {
      if (!Files.getAttribute(candidate, "unix:dev").equals(here)) {
        return Files.createTempDirectory(candidate, "set-aside");
      }
    }
    assumeTrue(false, "all folders that can be written to are on one disk");
    throw new AssertionError();
  }
}
