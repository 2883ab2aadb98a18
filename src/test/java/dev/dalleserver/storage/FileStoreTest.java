package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.Fifo;
import dev.dalleserver.picture.ArtifactKind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest {
  @TempDir private Path folder;
  @TempDir private Path elsewhere;

  private final List<String> told = new ArrayList<>();
  private DataDirectory directory;
  private FileStore store;
  private DataLayout tree;
  private Path target;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    store = new FileStore(directory);
    tree = store.layout();
    target = tree.artifact(ArtifactKind.PROMPT, "simple", "0x1");
    store.addListener((operation, path, ok) -> told.add(operation + " " + path + " " + ok));
  }

  @AfterEach
  void nothing_half_written_is_left() throws Exception {
    assertThat(tree.temporary()).isEmptyDirectory();
    directory.close();
  }

  @Nested
  class Writing {
    @Test
    void makes_the_folders_and_the_file() throws Exception {
      store.writeText(target, "ein Bär");

      assertThat(store.readText(target)).contains("ein Bär");
      assertThat(folder.resolve("output/simple/prompt/0x1.txt")).hasContent("ein Bär");
      assertThat(store.size(target)).isEqualTo(8);
      assertThat(store.modifiedAt(target)).isPresent();
    }

    @Test
    void replaces_what_was_there() throws Exception {
      store.writeText(target, "a longer old text");
      store.writeText(target, "new");

      assertThat(target).hasContent("new");
    }

    @Test
    void tells_its_listeners_paths_without_the_data_directory() throws Exception {
      store.writeText(target, "x");
      store.read(target);
      store.delete(target);

      assertThat(told)
          .containsExactly(
              "WRITE output/simple/prompt/0x1.txt true",
              "READ output/simple/prompt/0x1.txt true",
              "DELETE output/simple/prompt/0x1.txt true");
    }

    @Test
    void fails_without_a_trace_when_a_folder_is_in_the_place_of_the_file() throws Exception {
      Files.createDirectories(target.resolve("full"));

      assertThatIOException().isThrownBy(() -> store.writeText(target, "x"));

      assertThat(target.resolve("full")).isDirectory();
      assertThat(told).containsExactly("WRITE output/simple/prompt/0x1.txt false");
    }

    @Test
    void fails_without_a_trace_when_a_file_is_in_the_place_of_the_folder() throws Exception {
      Files.createDirectories(target.getParent().getParent());
      Files.writeString(target.getParent(), "mine");

      assertThatIOException().isThrownBy(() -> store.writeText(target, "x"));

      assertThat(target.getParent()).hasContent("mine");
    }

    @Test
    void readers_see_the_old_or_the_new_file_and_never_a_mixture() throws Exception {
      Path picture = RestlessWriter.target(tree);
      store.write(picture, RestlessWriter.content(0));
      AtomicBoolean writing = new AtomicBoolean(true);
      List<byte[]> torn = new ArrayList<>();
      Thread reader = new Thread(() -> collectTorn(picture, writing, torn));
      reader.start();

      for (int turn = 1; turn <= 100; turn++) {
        store.write(picture, RestlessWriter.content(turn));
      }
      writing.set(false);
      reader.join();

      assertThat(torn).isEmpty();
    }

    private void collectTorn(Path picture, AtomicBoolean writing, List<byte[]> torn) {
      while (writing.get()) {
        try {
          byte[] seen = Files.readAllBytes(picture);
          boolean old = Arrays.equals(seen, RestlessWriter.content(0));
          if (!old && !Arrays.equals(seen, RestlessWriter.content(1))) {
            torn.add(seen);
          }
        } catch (IOException e) {
          torn.add(new byte[0]);
        }
      }
    }
  }

  @Nested
  class LookingForWhatIsNotThere {
    @Test
    void finds_nothing_and_fails_at_nothing() throws Exception {
      assertThat(store.read(target)).isEmpty();
      assertThat(store.readText(target)).isEmpty();
      assertThat(store.exists(target)).isFalse();
      assertThat(store.modifiedAt(target)).isEmpty();
      assertThat(store.size(target)).isZero();
      assertThat(store.delete(target)).isFalse();
    }

    @Test
    void takes_a_folder_for_no_file() throws Exception {
      Files.createDirectories(target);

      assertThat(store.exists(target)).isFalse();
      assertThat(store.read(target)).isEmpty();
      assertThat(store.delete(target)).isFalse();
      assertThat(target).isDirectory();
    }
  }

  @Nested
  class Removing {
    @Test
    void deletes_a_file_once() throws Exception {
      store.writeText(target, "x");

      assertThat(store.delete(target)).isTrue();
      assertThat(store.delete(target)).isFalse();
      assertThat(target).doesNotExist();
    }

    @Test
    void sets_a_file_aside_under_a_name_that_says_when() throws Exception {
      store.writeText(target, "damaged");

      Path aside = store.renameCorrupt(target, 1234);

      assertThat(target).doesNotExist();
      assertThat(aside).hasFileName("0x1.txt.corrupt-1234").hasContent("damaged");
    }

    @Test
    void cannot_set_aside_what_is_not_there() {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> store.renameCorrupt(target, 1));
    }
  }

  @Nested
  class WhenALinkIsPlantedInTheTree {
    @Test
    void a_linked_file_is_not_read_and_not_deleted() throws Exception {
      Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
      Files.createDirectories(target.getParent());
      Files.createSymbolicLink(target, secret);

      assertThat(store.exists(target)).isFalse();
      assertThat(store.read(target)).isEmpty();
      assertThat(store.size(target)).isZero();
      assertThat(store.delete(target)).isFalse();
      assertThat(secret).hasContent("secret");
    }

    @Test
    void a_linked_file_is_replaced_and_what_it_led_to_stays() throws Exception {
      Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
      Files.createDirectories(target.getParent());
      Files.createSymbolicLink(target, secret);

      store.writeText(target, "mine");

      assertThat(secret).hasContent("secret");
      assertThat(target).hasContent("mine").isRegularFile();
    }

    @Test
    void nothing_is_read_or_removed_through_a_linked_folder() throws Exception {
      Path secret = Files.writeString(elsewhere.resolve("0x1.txt"), "secret");
      Files.createDirectories(target.getParent().getParent());
      Files.createSymbolicLink(target.getParent(), elsewhere);

      assertThat(store.exists(target)).isFalse();
      assertThat(store.read(target)).isEmpty();
      assertThat(store.delete(target)).isFalse();
      assertThatIOException().isThrownBy(() -> store.writeText(target, "x"));
      assertThat(secret).hasContent("secret");
    }

    @Test
    void the_time_of_a_linked_file_is_not_set() throws Exception {
      Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
      FileTime before = Files.getLastModifiedTime(secret);
      Files.createDirectories(target.getParent());
      Files.createSymbolicLink(target, secret);

      assertThatIOException().isThrownBy(() -> store.setModifiedAt(target, Instant.EPOCH));
      assertThat(Files.getLastModifiedTime(secret)).isEqualTo(before);

      store.writeText(target, "mine");
      store.setModifiedAt(target, Instant.EPOCH);
      assertThat(store.modifiedAt(target)).contains(Instant.EPOCH);
    }

    @Test
    void no_folder_is_made_through_a_linked_folder() throws Exception {
      Files.createSymbolicLink(tree.series("simple"), elsewhere);

      assertThatIOException().isThrownBy(() -> store.writeText(target, "x"));

      assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_link_that_stays_in_the_tree_is_not_followed_either() throws Exception {
      Path real = tree.artifact(ArtifactKind.PROMPT, "real", "0x1");
      store.writeText(real, "real");
      Files.createSymbolicLink(tree.series("simple"), tree.series("real"));

      assertThatIOException()
          .isThrownBy(() -> store.writeText(target, "x"))
          .withMessageStartingWith("output/simple is a symbolic link");
      assertThat(store.exists(target)).isFalse();
      assertThat(store.read(target)).isEmpty();
      assertThat(store.delete(target)).isFalse();
      assertThat(real).hasContent("real");
    }
  }

  @Nested
  class WhenAPipeLiesInTheTree {
    @Test
    void it_is_not_waited_for_and_is_replaced_by_what_is_written() throws Exception {
      Fifo.make(target);
      assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () -> {
            assertThat(store.exists(target)).isFalse();
            assertThat(store.read(target)).isEmpty();
            assertThatIOException().isThrownBy(() -> store.open(target));
            assertThat(store.delete(target)).isFalse();
            store.writeText(target, "x");
          });
      assertThat(target).isRegularFile().hasContent("x");
    }

    @Test
    void nothing_is_stored_below_it() throws Exception {
      Fifo.make(tree.series("simple"));
      assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () -> {
            assertThatIOException().isThrownBy(() -> store.writeText(target, "x"));
            assertThatIOException().isThrownBy(() -> store.requireStorable(target));
          });
    }
  }

  @Nested
  class BeforeSomethingIsPaidFor {
    @Test
    void every_folder_up_to_the_file_is_looked_at_and_none_is_made() throws Exception {
      store.requireStorable(target);
      assertThat(tree.output()).isEmptyDirectory();

      Files.createDirectories(tree.series("simple"));
      Files.createSymbolicLink(target.getParent(), elsewhere);
      assertThatIOException()
          .isThrownBy(() -> store.requireStorable(target))
          .withMessageStartingWith("output/simple/prompt is a symbolic link");
    }

    @Test
    void room_is_looked_for_where_files_are_stored() throws Exception {
      store.requireRoom(1);
      for (Path folder : List.of(tree.output(), tree.metrics(), tree.temporary())) {
        Path away = Files.move(folder, elsewhere.resolve("away"));
        Files.createSymbolicLink(folder, away);
        assertThatIOException().as(folder.toString()).isThrownBy(() -> store.requireRoom(1));
        assertThatIOException().as(folder.toString()).isThrownBy(() -> store.probe(1));
        Files.delete(folder);
        Files.move(away, folder);
      }
      store.requireRoom(1);
    }
  }

  @Nested
  class ModesOfFiles {
    private String mode(Path path) throws IOException {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @BeforeEach
    void need_them() throws Exception {
      assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no modes here");
    }

    @Test
    void new_files_and_folders_are_not_for_every_user() throws Exception {
      store.writeText(target, "a prompt");
      // The umask can only take more rights away.
      assertThat(mode(target)).startsWith("rw-").endsWith("---").doesNotContain("x");
      assertThat(mode(target.getParent())).startsWith("rwx").endsWith("---");
      assertThat(mode(tree.output())).startsWith("rwx").endsWith("---");
      assertThat(mode(folder.resolve(".lock"))).endsWith("---");
    }

    @Test
    void what_exists_stays_as_it_is() throws Exception {
      Files.createDirectories(target.getParent());
      Path neighbour = Files.writeString(target.resolveSibling("0x2.txt"), "old");
      Files.setPosixFilePermissions(neighbour, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setPosixFilePermissions(
          target.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));

      store.writeText(target, "new");

      assertThat(mode(neighbour)).isEqualTo("rw-r--r--");
      assertThat(mode(target.getParent())).isEqualTo("rwxr-xr-x");
    }
  }

  @Nested
  class RemovingAFolder {
    @Test
    void takes_links_and_pipes_in_it_by_their_names_and_leaves_what_they_lead_to()
        throws Exception {
      Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
      Path batch = Files.createDirectories(tree.generation("gen_1"));
      Files.createSymbolicLink(batch.resolve("0.png"), secret);
      Fifo.make(batch.resolve("1.png"));

      store.deleteFolder(batch);

      assertThat(batch).doesNotExist();
      assertThat(secret).hasContent("secret");
    }

    @Test
    void leaves_a_link_in_the_place_of_the_folder_or_above_it() throws Exception {
      Path secret = Files.createDirectories(elsewhere.resolve("gen_1")).resolve("0.png");
      Files.writeString(secret, "secret");
      Files.createSymbolicLink(tree.generations(), elsewhere);
      store.deleteFolder(tree.generation("gen_1"));
      assertThat(secret).hasContent("secret");

      Files.delete(tree.generations());
      Files.createDirectories(tree.generations());
      Files.createSymbolicLink(tree.generation("gen_1"), elsewhere.resolve("gen_1"));
      store.deleteFolder(tree.generation("gen_1"));
      assertThat(secret).hasContent("secret");
    }

    @Test
    void leaves_a_folder_that_has_folders() throws Exception {
      Path batch = tree.generation("gen_1");
      Files.createDirectories(batch.resolve("deep"));
      store.writeText(batch.resolve("0.png"), "x");

      store.deleteFolder(batch);

      assertThat(batch.resolve("deep")).isDirectory();
      assertThat(batch.resolve("0.png")).doesNotExist();
    }
  }

  @Nested
  class DescribingAFault {
    @Test
    void gives_the_reason_of_the_system() {
      String full = "No space left on device";

      assertThat(store.describe(new FileSystemException("/data/x", null, full))).isEqualTo(full);
    }

    @Test
    void never_gives_a_path() {
      assertThat(store.describe(new NoSuchFileException("/data/x")))
          .isEqualTo("there is no such file or folder");
      assertThat(store.describe(new IOException("cannot open C:\\x")))
          .isEqualTo("the disk refused it");
      assertThat(store.describe(new IOException())).isEqualTo("an unexpected fault");
    }
  }
}
