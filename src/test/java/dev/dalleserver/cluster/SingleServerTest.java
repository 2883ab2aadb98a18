package dev.dalleserver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server without the settings of a cluster pays nothing for it. */
class SingleServerTest {
  private static final List<String> LIBRARIES =
      List.of(
          " java.sql.Driver",
          " org.postgresql.",
          " com.zaxxer.",
          " org.flywaydb.",
          " software.amazon.",
          " dev.dalleserver.cluster.");

  @TempDir Path folder;

  @Test
  void no_class_of_a_clusters_libraries_is_loaded() throws Exception {
    Path loaded = folder.resolve("classes.log");
    Path dataDir = folder.resolve("data");
    String option = "-Xlog:class+load=info:file=" + loaded;
    try (ServerProcess server = ServerProcess.start(dataDir, Map.of("JAVA_TOOL_OPTIONS", option))) {
      server
          .client()
          .pollUntilDone("/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b?generate=1");
      assertThat(server.get("/health").status()).isEqualTo(200);
      server.terminate();
    }
    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes).anyMatch(line -> line.contains(" dev.dalleserver.jobs.LocalJobs "));
    assertThat(classes).noneMatch(line -> LIBRARIES.stream().anyMatch(line::contains));
  }
}
