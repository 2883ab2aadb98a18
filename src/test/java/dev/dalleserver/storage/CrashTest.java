package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, as seen by the one that is started after it. */
class CrashTest {
  private static final int KILLS = 20;
  private static final long LONGEST_LIFE_NANOS = 60_000_000;

  @TempDir private Path folder;

  @Test
  void a_file_is_whole_however_often_its_writer_is_killed() throws Exception {
    Random random = new Random(2);
    Path target = RestlessWriter.target(new DataLayout(folder));
    for (int kill = 0; kill < KILLS; kill++) {
      try (OtherProcess writer = OtherProcess.run(RestlessWriter.class, folder.toString())) {
        assertThat(writer.line()).isEqualTo("writing");
        // Not to wait for anything: the moment of death is what varies.
        LockSupport.parkNanos(random.nextLong(LONGEST_LIFE_NANOS));
        writer.kill();
      }
      assertWhole(Files.readAllBytes(target));
    }

    try (DataDirectory directory = DataDirectory.open(folder)) {
      assertThat(directory.layout().temporary()).isEmptyDirectory();
    }
  }

  @Test
  void the_directory_of_a_killed_server_can_be_taken_at_once() throws Exception {
    try (OtherProcess holder = OtherProcess.run(Holder.class, folder.toString())) {
      assertThat(holder.line()).isEqualTo(Holder.TAKEN);
      holder.kill();

      try (DataDirectory directory = DataDirectory.open(folder)) {
        assertThat(directory.layout().output()).isDirectory();
      }
    }
  }

  private static void assertWhole(byte[] content) {
    assertThat(content).hasSize(RestlessWriter.LENGTH);
    assertThat(IntStream.range(0, content.length).map(i -> content[i]).distinct().count())
        .isEqualTo(1);
  }
}
