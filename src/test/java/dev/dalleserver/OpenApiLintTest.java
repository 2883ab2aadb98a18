package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OpenAPI document is well made by the judgement of a linter that others use too: Redocly's,
 * with its recommended rules. Skipped where it does not run; {@code ./run.sh test} installs it
 * where it may.
 */
class OpenApiLintTest {
  private static final Path LINTER =
      Path.of("src", "test", "browser", "node_modules", "@redocly", "cli", "bin", "cli.js");
  private static final long PATIENCE_MINUTES = 3;

  @TempDir Path folder;

  @Test
  void redocly_finds_no_errors() throws Exception {
    boolean there = Files.exists(LINTER) && run("--version").exitCode() == 0;
    if (!there) {
      System.out.println("SKIPPED: redocly is not installed, or does not run with this node");
    }
    assumeTrue(there, "redocly is not installed, or does not run with this node");
    Path document = folder.resolve("openapi.json");
    Files.writeString(document, ApiContract.document().toPrettyString());
    Path rules = folder.resolve("redocly.yaml");
    Files.writeString(
        rules,
        """
        extends: [recommended]
        rules:
          # There is none to name, and the document belongs to whatever host serves it.
          info-license: off
          no-server-example.com: off
          # What is pushed is described beside the document's own means.
          no-unused-components: off
          operation-2xx-response: off
        """);

    Tool.Outcome outcome =
        run("lint", document.toString(), "--config=" + rules, "--format=stylish");

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output()).as("warnings").doesNotContain("  warning  ");
  }

  private Tool.Outcome run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", LINTER.toAbsolutePath().toString()));
    command.addAll(List.of(args));
    Path output = Files.createTempFile(folder, "redocly", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Sends no statistics and checks for no newer version.
    builder.environment().put("REDOCLY_TELEMETRY", "off");
    builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    Process linter;
    try {
      linter = builder.start();
    } catch (IOException e) {
      return new Tool.Outcome(1, "there is no node");
    }
    boolean ended = linter.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    linter.destroyForcibly();
    assertThat(ended).isTrue();
    return new Tool.Outcome(linter.exitValue(), Files.readString(output));
  }
}
