package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.docs.HandedBlocks;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestResponse;
import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The backup of {@code docs/operating.md}, taken while the server makes pictures. */
@EnabledOnOs(OS.LINUX)
class BackupTest {
  private static final Path PAGE = Path.of("docs/operating.md");
  private static final int PATIENCE_SECONDS = 60;

  /**
   * Copies as cp does, and waits for a line after each thing that it has copied. What happens
   * meanwhile may happen during any copy: it lies behind what is copied, and before what is not.
   */
  private static final String SLOW_COPY =
      """
      set -e
      cp() {
        local to=${@: -1} what
        [ "$1 $2" = '-a --parents' ]
        for what in "${@:3:$#-3}"; do
          command cp -a --parents "$what" "$to"
          echo "copied $what"
          read -r _
        done
      }
      """;

  @TempDir Path folder;
  private int asked;

  @Test
  void a_copy_that_is_taken_while_pictures_are_made_is_whole() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path copy = folder.resolve("copy");
    try (ServerProcess server = ServerProcess.start(data, "--image-provider", "offline")) {
      begin(server);
      finishOneAndBeginAnother(server);

      List<String> said = run(server, script(data, copy));

      assertThat(said.get(said.size() - 1)).contains(" pictures decoded, 0 problems");
      assertThat(said)
          .contains("copied output/simple/annotated", "copied output/simple/data", "copied series");
      byte[] original = picture(server, 1);
      try (ServerProcess restored = ServerProcess.start(copy, "--image-provider", "offline")) {
        assertThat(picture(restored, 1)).isEqualTo(original);
      }
    }
  }

  private String script(Path data, Path copy) throws Exception {
    List<String> blocks = HandedBlocks.of(PAGE, getClass());
    assertThat(blocks).hasSize(1);
    Path program = new Installation(folder.resolve("program")).checkout.resolve("run.sh");
    String block = blocks.get(0);
    assertThat(block).contains("/backup/dalleserver", "/var/lib/dalleserver", "doctor");
    return SLOW_COPY
        + block
            .replace("/backup/dalleserver", copy.toString())
            .replace("/var/lib/dalleserver", data.toString())
            .replace("/usr/local/lib/dalleserver/run.sh", "bash '" + program + "'");
  }

  /** Returns the script's output; the script must succeed. */
  private List<String> run(ServerProcess server, String script) throws Exception {
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", script).redirectError(errors.toFile());
    builder.environment().put("DALLESERVER_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("DALLESERVER_ARCHIVE", "off");
    Process process = builder.start();
    List<String> said = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        Writer go = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (line.startsWith("copied ")) {
          finishOneAndBeginAnother(server);
          go.append('\n').flush();
        }
      }
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as("%s%n%s", said, Files.readString(errors)).isZero();
    return said;
  }

  private void begin(ServerProcess server) {
    asked++;
    assertThat(server.get(path(asked) + "?generate=1").status()).isEqualTo(200);
  }

  /** Afterwards one more picture is there, and the next is being made. */
  private void finishOneAndBeginAnother(ServerProcess server) {
    int old = asked;
    begin(server);
    TestResponse end = server.client().pollUntilDone(path(old) + "?generate=1");
    assertThat(end.json().path("error").asText()).isEmpty();
  }

  private static byte[] picture(ServerProcess server, int number) {
    TestResponse response = server.get(path(number));
    assertThat(response.status()).isEqualTo(200);
    return response.body();
  }

  private static String path(int number) {
    return "/dalle/simple/0x%040x".formatted(number);
  }
}
