package dev.dalleserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path folder;

  @Nested
  class WhenNobodyHoldsIt {
    @Test
    void makes_its_folders_and_those_above_it() throws Exception {
      Path deep = folder.resolve("not/there/yet");

      try (DataDirectory directory = DataDirectory.open(deep)) {
        assertThat(directory.tree().output()).isDirectory();
        assertThat(directory.tree().seriesDefinitions()).isDirectory();
        assertThat(directory.tree().metrics()).isDirectory();
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
        assertThat(directory.tree().temporary()).isEmptyDirectory();
        assertThat(picture).hasContent("whole");
      }
    }

    @Test
    void can_be_taken_again_after_it_was_let_go() throws Exception {
      DataDirectory.open(folder).close();

      try (DataDirectory directory = DataDirectory.open(folder)) {
        assertThat(directory.tree().dataDirectory()).isEqualTo(folder.toAbsolutePath());
      }
    }
  }

  @Nested
  class WhenSomebodyHoldsIt {
    @Test
    void refuses_a_second_server_in_the_same_process() throws Exception {
      try (DataDirectory first = DataDirectory.open(folder)) {
        assertRefused(first.tree().dataDirectory()).contains("in use by another dalleserver");
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
        assertRefused(first.tree().dataDirectory()).isNotEmpty();

        try (OtherProcess second = OtherProcess.run(Holder.class, folder.toString())) {
          assertThat(second.line()).contains("in use by another dalleserver");
        }
      }
    }
  }

  @Nested
  class WhenItCannotBeUsed {
    @Test
    void says_so_when_a_file_is_in_its_place() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "mine");

      assertRefused(file).contains("cannot be written");
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
        assertThat(directory.tree().output()).isDirectory();
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

  /** The one line that an operator reads. */
  private static AbstractStringAssert<?> assertRefused(Path path) {
    DataDirectoryException refusal =
        catchThrowableOfType(DataDirectoryException.class, () -> DataDirectory.open(path).close());
    return assertThat(refusal.getMessage()).hasLineCount(1).contains(path.getFileName().toString());
  }
}
