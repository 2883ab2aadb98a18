package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.tools.attach.VirtualMachine;
import dev.dalleserver.TestServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row 39: there is no memory left, of the heap or of the system. */
@Tag("long")
class OutOfMemoryAttackTest {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  @TempDir Path dataDir;
  @TempDir Path folder;

  @Test
  @Timeout(180)
  void a_server_without_memory_ends_with_a_line_and_exit_code_1() throws Exception {
    Attack.need();
    try (AttackedServer server = AttackedServer.in(dataDir).start();
        Attack attack = Attack.on(server, "39", "another thread takes all of the heap")) {
      server.make(TestServer.ADDRESS);
      VirtualMachine machine = VirtualMachine.attach(Long.toString(server.process().pid()));
      try {
        machine.loadAgent(HeapFiller.pack(folder).toString());
      } finally {
        machine.detach();
      }
      long began = System.nanoTime();
      boolean ended = false;
      while (!ended && System.nanoTime() - began < ENDS_WITHIN.toNanos()) {
        askForSomething(server);
        ended = server.process().endsWithin(Duration.ofMillis(200));
      }
      long millis = (System.nanoTime() - began) / 1_000_000;
      int code = ended ? server.process().exitCode() : -1;
      attack.isOverWithoutServer("ended after " + millis + " ms with exit code " + code);
      assertThat(code).as(server.process().log()).isEqualTo(1);
      assertThat(server.process().log().lines())
          .as("says why")
          .anyMatch(line -> line.contains("memory") || line.contains("OutOfMemoryError"));
    }
  }

  private static void askForSomething(AttackedServer server) {
    try {
      server.get("/databases/nouns");
    } catch (UncheckedIOException | AssertionError e) {
      // Without memory it answers what it can, or not at all.
    }
  }
}
