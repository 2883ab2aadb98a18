package dev.dalleserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
  private OutputTree tree;
  private Path target;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    store = new FileStore(directory);
    tree = store.tree();
    target = tree.artifact(Artifact.PROMPT, "simple", "0x1");
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

      Path aside = store.setAside(target, 1234);

      assertThat(target).doesNotExist();
      assertThat(aside).hasFileName("0x1.txt.corrupt-1234").hasContent("damaged");
    }

    @Test
    void cannot_set_aside_what_is_not_there() {
      assertThatExceptionOfType(NoSuchFileException.class)
          .isThrownBy(() -> store.setAside(target, 1));
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
    void no_folder_is_made_through_a_linked_folder() throws Exception {
      Files.createSymbolicLink(tree.series("simple"), elsewhere);

      assertThatIOException().isThrownBy(() -> store.writeText(target, "x"));

      assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void a_link_that_stays_in_the_tree_is_not_followed_either() throws Exception {
      Path real = tree.artifact(Artifact.PROMPT, "real", "0x1");
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
  class DescribingAFault {
    @Test
    void gives_the_reason_of_the_system() {
      String full = "No space left on device";

      assertThat(store.describe(new FileSystemException("/data/x", null, full))).isEqualTo(full);
    }

    @Test
    void never_gives_a_path() {
      assertThat(store.describe(new NoSuchFileException("/data/x"))).isEqualTo("NoSuchFile");
      assertThat(store.describe(new IOException("cannot open C:\\x"))).isEqualTo("IO");
      assertThat(store.describe(new IOException())).isEqualTo("IO");
    }
  }
}
