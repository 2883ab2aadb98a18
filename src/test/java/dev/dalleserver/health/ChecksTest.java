package dev.dalleserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.storage.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
  @Nested
  class The_filesystem {
    private final AtomicReference<IOException> fault = new AtomicReference<>();
    private Optional<String> lost = Optional.empty();
    private final FilesystemCheck check =
        new FilesystemCheck(
            new FilesystemCheck.Storage() {
              @Override
              public void probe(int bytes) throws IOException {
                if (fault.get() != null) {
                  throw fault.get();
                }
              }

              @Override
              public Optional<String> lostReason() {
                return lost;
              }
            });

    @Test
    void is_healthy_when_a_file_can_be_stored() {
      assertThat(check.examine().status()).isEqualTo(HealthStatus.HEALTHY);
      assertThat(check.validFor()).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void is_unhealthy_when_none_can_and_recovers() {
      fault.set(new NoSuchFileException("/secret/path"));
      Finding broken = check.examine();
      fault.set(null);

      assertThat(broken.status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(broken.message()).doesNotContain("secret");
      assertThat(check.examine().status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void tells_at_once_that_its_directory_is_gone() {
      lost = Optional.of("the data directory was replaced");

      assertThat(check.validFor()).as("no older finding counts").isEqualTo(Duration.ZERO);
      assertThat(check.examine().status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(check.examine().message()).isEqualTo("the data directory was replaced");
    }
  }

  @Nested
  class Disk_space {
    private static final long MIB = 1024 * 1024;

    private static long[] space(Path folder) throws IOException {
      DiskSpace disk = DiskSpace.of(folder);
      return new long[] {disk.usable(), disk.total()};
    }

    @ParameterizedTest
    @CsvSource({"0,UNHEALTHY", "1,DEGRADED", "511,DEGRADED", "512,HEALTHY", "90000,HEALTHY"})
    void is_judged_by_what_is_left(long mebibytes, HealthStatus expected) {
      DiskSpaceCheck check = new DiskSpaceCheck(() -> new long[] {mebibytes * MIB, 100_000 * MIB});

      assertThat(check.examine().status()).isEqualTo(expected);
      assertThat(check.examine().details()).containsEntry("freeBytes", mebibytes * MIB);
    }

    @Test
    void is_unhealthy_when_the_disk_does_not_tell() {
      DiskSpaceCheck check =
          new DiskSpaceCheck(
              () -> {
                throw new IOException("/secret/path is gone");
              });

      assertThat(check.examine().status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(check.examine().message()).doesNotContain("/secret");
      assertThat(check.freeBytes()).isNaN();
    }

    @Test
    void of_a_folder_that_is_gone_is_not_known(@TempDir Path folder) {
      DiskSpaceCheck check = new DiskSpaceCheck(() -> space(folder.resolve("gone")));

      assertThat(check.examine().status()).isEqualTo(HealthStatus.UNHEALTHY);
      assertThat(check.freeBytes()).isNaN();
    }

    @Test
    void is_that_of_the_disk_the_folder_is_on(@TempDir Path folder) throws IOException {
      double free = new DiskSpaceCheck(() -> space(folder)).freeBytes();

      assertThat(free).isBetween(0.0, (double) Files.getFileStore(folder).getTotalSpace());
    }
  }

  @Nested
  class Memory {
    @ParameterizedTest
    @CsvSource({"84,HEALTHY", "85,DEGRADED", "96,DEGRADED", "97,UNHEALTHY"})
    void is_judged_by_what_survives_collections(long used, HealthStatus expected) {
      assertThat(new MemoryCheck(() -> new MemoryCheck.Heap(used, 100)).examine().status())
          .isEqualTo(expected);
    }

    @Test
    void of_this_process_is_known() {
      Finding finding = new MemoryCheck().examine();

      assertThat((Long) finding.details().get("maxBytes")).isPositive();
      assertThat(finding.status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void without_a_known_limit_is_not_complained_about() {
      assertThat(new MemoryCheck(() -> new MemoryCheck.Heap(5, -1)).examine().status())
          .isEqualTo(HealthStatus.HEALTHY);
    }
  }

  @Nested
  class The_queue {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({"4,9,10,HEALTHY", "4,10,10,DEGRADED", "3,0,0,HEALTHY", "4,0,0,DEGRADED"})
    void is_degraded_when_nothing_more_fits(
        int busy, int queued, int capacity, HealthStatus expected) {
      active.set(busy);
      waiting.set(queued);
      QueueCheck check = new QueueCheck(active::get, 4, waiting::get, capacity, () -> false);

      assertThat(check.examine().status()).isEqualTo(expected);
      assertThat(check.examine().details())
          .containsEntry("active", busy)
          .containsEntry("waiting", queued)
          .containsEntry("capacity", capacity);
    }

    @Test
    void says_so_while_the_server_shuts_down() {
      QueueCheck check = new QueueCheck(active::get, 4, waiting::get, 10, () -> true);

      assertThat(check.examine().message()).contains("shutting down");
    }
  }
}
