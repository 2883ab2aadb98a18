package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at before a picture is paid for. */
class RoomTest {
  @TempDir private Path folder;
  private DataDirectory directory;
  private FileStore files;
  private LocalArtifacts store;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    files = new FileStore(directory);
    store = new LocalArtifacts(files);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  /** More than any disk has: then a quarter of this one must be free. */
  private void assertAQuarterIsEnough(ThrowingCallable look) {
    long total = folder.toFile().getTotalSpace();
    long usable = folder.toFile().getUsableSpace();
    assumeFalse(Math.abs(usable - total / 4) < total / 100, "the disk is about a quarter free");
    if (usable > total / 4) {
      assertThatCode(look).doesNotThrowAnyException();
    } else {
      assertThatIOException().isThrownBy(look).withMessage("the disk is nearly full");
    }
  }

  @Test
  void on_a_small_disk_a_quarter_of_it_is_enough() {
    assertAQuarterIsEnough(() -> files.requireRoom(Long.MAX_VALUE));
    assertAQuarterIsEnough(() -> store.requireRoomToReceive(Long.MAX_VALUE));
  }

  @Test
  void a_folder_that_may_not_be_written_to_is_refused_by_its_name() throws Exception {
    Path prompts = Files.createDirectories(folder.resolve("output/simple/prompt"));
    Files.setPosixFilePermissions(prompts, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(prompts), "this user may write everywhere");
    assertThatIOException()
        .isThrownBy(() -> store.requireStorable(ArtifactStoreHarness.PROMPT))
        .withMessageContaining("output/simple/prompt");
    Files.setPosixFilePermissions(prompts, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void a_file_in_the_place_of_a_folder_is_refused_and_described_without_a_remedy()
      throws Exception {
    Files.createDirectories(folder.resolve("output/simple"));
    Files.writeString(folder.resolve("output/simple/prompt"), "in the way");
    assertThatIOException()
        .isThrownBy(() -> store.requireStorable(ArtifactStoreHarness.PROMPT))
        .satisfies(
            e ->
                assertThat(store.describe((IOException) e))
                    .isEqualTo("output/simple/prompt is a regular file"));
  }

  @Test
  void what_only_looks_like_a_received_picture_stays_at_the_start() throws Exception {
    Path received = Files.createDirectories(folder.resolve("received"));
    Files.createFile(received.resolve("notes.txt"));
    Files.createDirectory(received.resolve("folder.received"));
    Files.createFile(received.resolve("x.part"));
    Files.createFile(received.resolve("y.received"));
    assertThat(store.removeReceived(name -> !name.equals("y"))).isEqualTo(1);
    try (var left = Files.list(received)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("notes.txt", "folder.received", "y.received");
    }
  }
}
