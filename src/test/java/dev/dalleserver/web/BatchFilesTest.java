package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The files of batches in a data directory. */
class BatchFilesTest extends BatchesFixture {
  @Test
  void it_is_dropped_with_its_files_some_time_after_its_end() throws Exception {
    server.close();
    start("--image-result-ttl-ms", "300000", "--image-cleanup-interval-ms", "10");
    String path = create("{\"prompt\": \"a red fox\"}");
    await(path, "complete");
    Path folder = dataDir.resolve("output/generations").resolve(path.substring(PATH.length() + 1));
    assertThat(folder).exists();
    time.pass(Duration.ofMinutes(5));
    Waiting.until(() -> server.get(path).status() == 404);
    assertThat(server.get(path).errorCode()).isEqualTo("NOT_FOUND");
    assertThat(server.get(path + "/images/0").status()).isEqualTo(404);
    Waiting.untilAsserted(() -> assertThat(folder).doesNotExist());
  }

  @Test
  void the_files_of_the_process_before_are_gone() {
    String path = create("{\"prompt\": \"a red fox\"}");
    await(path, "complete");
    Path folder = dataDir.resolve("output/generations").resolve(path.substring(PATH.length() + 1));
    server.close();
    assertThat(folder).exists();
    start();
    assertThat(folder).doesNotExist();
  }
}
