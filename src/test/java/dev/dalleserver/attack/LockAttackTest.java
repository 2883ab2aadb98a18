package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Row 43: the lock is taken away while the server runs, so that a second one could start. */
@Tag("long")
class LockAttackTest {
  private static final Duration NOT_READY_WITHIN = Duration.ofMillis(1_500);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

  @TempDir Path folder;

  /** Does something to a data directory in use. */
  private interface Theft {
    void from(Path dataDir) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> a_server_without_its_lock_is_not_ready_within_a_second_and_then_ends() {
    Map<String, Theft> thefts = new LinkedHashMap<>();
    thefts.put("`.lock` removed", dataDir -> Files.delete(dataDir.resolve(".lock")));
    thefts.put(
        "`.lock` replaced",
        dataDir -> {
          Path other = Files.createFile(dataDir.resolve("other"));
          Files.move(other, dataDir.resolve(".lock"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        });
    thefts.put(
        "data directory replaced",
        dataDir -> {
          Files.move(dataDir, dataDir.resolveSibling(dataDir.getFileName() + "-old"));
          Files.createDirectory(dataDir);
        });
    return thefts.entrySet().stream()
        .map(
            theft ->
                DynamicTest.dynamicTest(
                    theft.getKey(), () -> steal(theft.getKey(), theft.getValue())));
  }

  private void steal(String what, Theft theft) throws IOException {
    Attack.need();
    Path dataDir = Files.createTempDirectory(folder, "data");
    try (AttackedServer server = AttackedServer.in(dataDir).start();
        Attack attack = Attack.on(server, "43", what + " while running")) {
      assertThat(server.get("/health?check=readiness").status()).isEqualTo(200);
      theft.from(dataDir);
      long stolen = System.nanoTime();
      Duration took = Duration.ofSeconds(60);
      try {
        Waiting.until(() -> !isReady(server));
        took = Duration.ofNanos(System.nanoTime() - stolen);
      } catch (AssertionError e) {
        // The row and the assertion below report it.
      }
      boolean ended = server.process().endsWithin(ENDS_WITHIN);
      int code = ended ? server.process().exitCode() : -1;
      attack.isOverWithoutServer(
          "not ready after " + took.toMillis() + " ms, exit code " + (ended ? code : "none"));
      assertThat(took).isLessThan(NOT_READY_WITHIN);
      assertThat(code).isEqualTo(1);
      assertThat(server.process().log().lines())
          .as("says why")
          .anyMatch(line -> line.startsWith("dalleserver: "));
    }
  }

  private static boolean isReady(AttackedServer server) {
    try {
      return server.get("/health?check=readiness").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
