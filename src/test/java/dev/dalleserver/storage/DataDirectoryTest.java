package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.Fifo;
import dev.dalleserver.picture.ArtifactKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
  @TempDir private Path folder;

  @Nested
  class WhenNobodyHoldsIt {
    @Test
    void makes_its_folders_and_those_above_it() throws Exception {
      Path deep = folder.resolve("not/there/yet");

      try (DataDirectory directory = DataDirectory.open(deep)) {
        assertThat(directory.layout().output()).isDirectory();
        assertThat(directory.layout().seriesDefinitions()).isDirectory();
        assertThat(directory.layout().metrics()).isDirectory();
      }
    }

    @Test
    void removes_what_a_crash_left_and_nothing_else() throws Exception {
      Path temporary = Files.createDirectories(folder.resolve(".tmp"));
      Files.writeString(temporary.resolve("0.part"), "half");
      Path picture = folder.resolve("output/simple/generated/x.png");
      Files.createDirectories(picture.getParent());
      Files.writeString(picture, "whole");

      try (DataDirectory directory = DataDirectory.open(folder)) {
        assertThat(directory.layout().temporary()).isEmptyDirectory();
        assertThat(picture).hasContent("whole");
      }
    }

    @Test
    void can_be_taken_again_after_it_was_let_go() throws Exception {
      DataDirectory.open(folder).close();

      try (DataDirectory directory = DataDirectory.open(folder)) {
        assertThat(directory.layout().dataDirectory()).isEqualTo(folder.toAbsolutePath());
      }
    }
  }

  @Nested
  class WhenSomebodyHoldsIt {
    @Test
    void refuses_a_second_server_in_the_same_process() throws Exception {
      try (DataDirectory first = DataDirectory.open(folder)) {
        assertRefused(first.layout().dataDirectory()).contains("in use by another dalleserver");
      }
    }

    @Test
    void refuses_a_second_server_that_comes_by_another_name() throws Exception {
      Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
      try (DataDirectory first = DataDirectory.open(folder)) {
        assertThat(first).isNotNull();
        assertRefused(link).contains("in use by another dalleserver");
      }
    }

    @Test
    void refuses_this_process_while_another_one_has_it() throws Exception {
      try (OtherProcess holder = OtherProcess.run(Holder.class, folder.toString())) {
        assertThat(holder.line()).isEqualTo(Holder.TAKEN);

        assertRefused(folder).contains("in use by another dalleserver");
      }
    }

    @Test
    void refuses_another_process_even_after_one_was_refused_here() throws Exception {
      try (DataDirectory first = DataDirectory.open(folder)) {
        // To close any channel on the lock file would give up the lock of the whole process.
        assertRefused(first.layout().dataDirectory()).isNotEmpty();

        try (OtherProcess second = OtherProcess.run(Holder.class, folder.toString())) {
          assertThat(second.line()).contains("in use by another dalleserver");
        }
      }
    }
  }

  @Nested
  class WhileItIsExamined {
    @Test
    void no_server_starts_in_it() throws Exception {
      DataDirectory.open(folder).close();
      try (AutoCloseable examined = DataDirectory.lockExisting(folder);
          OtherProcess server = OtherProcess.run(Holder.class, folder.toString())) {
        assertThat(examined).isNotNull();
        assertThat(server.line()).contains("in use by another dalleserver");
      }
      DataDirectory.open(folder).close();
    }

    @Test
    void a_server_that_has_it_is_told() throws Exception {
      try (DataDirectory held = DataDirectory.open(folder)) {
        assertThat(held).isNotNull();
        assertInUse();
      }
      try (OtherProcess holder = OtherProcess.run(Holder.class, folder.toString())) {
        assertThat(holder.line()).isEqualTo(Holder.TAKEN);
        assertInUse();
      }
      DataDirectory.lockExisting(folder).close();
    }

    private void assertInUse() {
      DataDirectoryException refusal =
          catchThrowableOfType(
              DataDirectoryException.class, () -> DataDirectory.lockExisting(folder).close());
      assertThat(refusal.isInUse()).isTrue();
    }

    @Test
    void one_that_no_server_has_locked_is_not_changed() throws Exception {
      DataDirectory.lockExisting(folder).close();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Nested
  class WhenItCannotBeUsed {
    @Test
    void says_so_when_a_file_is_in_its_place() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "mine");

      assertRefused(file).contains("cannot be written: it is not a folder");
      assertThat(file).hasContent("mine");
    }

    @Test
    void says_so_when_a_file_is_in_the_place_of_one_of_its_folders() throws Exception {
      Files.writeString(folder.resolve("output"), "mine");

      assertRefused(folder).contains("cannot be written");
    }

    @Test
    void lets_go_of_what_it_could_not_prepare() throws Exception {
      Path inTheWay = Files.writeString(folder.resolve("output"), "mine");
      assertRefused(folder).isNotEmpty();

      Files.delete(inTheWay);

      try (DataDirectory directory = DataDirectory.open(folder)) {
        assertThat(directory.layout().output()).isDirectory();
      }
    }

    @Test
    void says_so_when_the_file_system_takes_nothing() {
      assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");

      assertRefused(Path.of("/proc/self/data")).contains("cannot be written");
    }

    @Test
    void says_so_when_it_may_only_be_read() throws Exception {
      assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
      try {
        assertRefused(folder).contains("cannot be written");
      } finally {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  @Nested
  class WhenItsFoldersAreNotItsOwn {
    @TempDir private Path elsewhere;

    @ParameterizedTest
    @ValueSource(
        strings = {
          "output",
          "output/generations",
          "series",
          "databases",
          "metrics",
          ".tmp",
          "received",
          "set-aside"
        })
    void refuses_a_link_by_name_and_touches_nothing_behind_it(String name) throws Exception {
      Files.writeString(elsewhere.resolve("x.part"), "mine");
      Files.createDirectories(folder.resolve(name).getParent());
      Files.createSymbolicLink(folder.resolve(name), elsewhere);

      assertRefused(folder).contains("links are not followed: " + name + ";", "--data-dir");

      assertThat(elsewhere).isDirectoryContaining("glob:**/x.part");
      assertThat(elsewhere.toFile().list()).hasSize(1);
    }

    @Test
    void names_all_links_at_once() throws Exception {
      Files.createSymbolicLink(folder.resolve("output"), elsewhere);
      Files.createSymbolicLink(folder.resolve("metrics"), elsewhere.resolve("none"));

      assertRefused(folder).contains("output, metrics");
    }

    @ParameterizedTest
    @ValueSource(strings = {"output", "series", "metrics", ".tmp", ".lock"})
    void does_not_wait_for_a_pipe(String name) throws Exception {
      Fifo.make(folder.resolve(name));

      assertTimeoutPreemptively(
          Duration.ofSeconds(5), () -> assertRefused(folder).contains(name + " is"));
    }

    @Test
    void a_lock_that_is_a_link_makes_no_file_elsewhere() throws Exception {
      Files.createSymbolicLink(folder.resolve(".lock"), elsewhere.resolve("planted"));

      assertRefused(folder).contains(".lock is not a regular file");
      assertThat(elsewhere).isEmptyDirectory();
      DataDirectory.lockExisting(folder).close();
      assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void leftovers_of_any_kind_go_and_folders_and_what_links_lead_to_stay() throws Exception {
      Path temporary = Files.createDirectories(folder.resolve(".tmp"));
      Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
      Files.createSymbolicLink(temporary.resolve("a.part"), secret);
      Files.createDirectories(temporary.resolve("b.part/full"));
      Fifo.make(temporary.resolve("c.part"));

      assertTimeoutPreemptively(Duration.ofSeconds(5), () -> DataDirectory.open(folder).close());

      assertThat(secret).hasContent("secret");
      assertThat(temporary.toFile().list()).containsExactly("b.part");
    }
  }

  @Nested
  class WhenItIsReplacedMeanwhile {
    private DataDirectory directory;
    private FileStore store;
    private Path target;

    @BeforeEach
    void take() throws Exception {
      directory = DataDirectory.open(folder.resolve("data"));
      store = new FileStore(directory);
      target = store.layout().artifact(ArtifactKind.PROMPT, "simple", "0x1");
      assertThat(directory.checkIdentity()).isEmpty();
    }

    @AfterEach
    void let_go() throws Exception {
      directory.close();
    }

    private void assertLost(String reason) {
      assertThat(directory.checkIdentity())
          .hasValueSatisfying(it -> assertThat(it).contains(reason));
      assertThat(store.lostReason()).isPresent();
      assertThatIOException()
          .isThrownBy(() -> store.writeText(target, "x"))
          .withMessageContaining(reason);
      assertThatIOException().isThrownBy(() -> store.delete(target));
      assertThatIOException().isThrownBy(() -> store.renameCorrupt(target, 1));
      assertThatIOException().isThrownBy(() -> store.setModifiedAt(target, Instant.EPOCH));
      assertThatIOException().isThrownBy(() -> store.deleteFolder(target.getParent()));
      assertThatIOException().isThrownBy(() -> store.makeFolder(target.getParent()));
      assertThatIOException().isThrownBy(() -> store.probe(1));
      assertThatIOException().isThrownBy(() -> store.requireRoom(1));
    }

    @Test
    void notices_that_its_lock_is_gone() throws Exception {
      Files.delete(folder.resolve("data/.lock"));
      assertLost("removed");
    }

    @Test
    void notices_another_lock_in_its_place() throws Exception {
      Files.delete(folder.resolve("data/.lock"));
      Files.createFile(folder.resolve("data/.lock"));
      assertLost("the lock in the data directory was replaced");
    }

    @Test
    void notices_that_it_is_gone_and_that_it_is_back() throws Exception {
      Files.move(folder.resolve("data"), folder.resolve("away"));
      assertLost("removed");

      Files.move(folder.resolve("away"), folder.resolve("data"));
      assertThat(directory.checkIdentity()).isEmpty();
      store.writeText(target, "x");
      assertThat(target).hasContent("x");
    }

    @Test
    void notices_another_directory_in_its_place_and_writes_nothing_there() throws Exception {
      store.writeText(target, "old");
      Files.move(folder.resolve("data"), folder.resolve("away"));
      try (DataDirectory other = DataDirectory.open(folder.resolve("data2"))) {
        assertThat(other.checkIdentity()).isEmpty();
      }
      Files.move(folder.resolve("data2"), folder.resolve("data"));

      // Before the next check.
      store.writeText(target, "new");
      assertThat(target).doesNotExist();
      assertThat(folder.resolve("away/output/simple/prompt/0x1.txt")).hasContent("new");
      assertLost("the data directory was replaced");
    }
  }

  /** The one line that an operator reads. */
  private static AbstractStringAssert<?> assertRefused(Path path) {
    DataDirectoryException refusal =
        catchThrowableOfType(DataDirectoryException.class, () -> DataDirectory.open(path).close());
    return assertThat(refusal.getMessage()).hasLineCount(1).contains(path.getFileName().toString());
  }
}
