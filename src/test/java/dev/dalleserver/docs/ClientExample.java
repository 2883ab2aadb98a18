package dev.dalleserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The example programs for authors of clients, taken from the pages. */
public enum ClientExample {
  README("bash", "loop.sh", true),
  CURL("sh", "picture.sh", true),
  FISH("fish", "picture.fish", true),
  PYTHON("python3", "dalle.py", false),
  JAVASCRIPT("node", "dalle.mjs", false);

  /** The file that they save, if any. */
  public static final String PICTURE = "picture.png";

  private static final long PATIENCE_SECONDS = 180;
  private static final String IN_README = "simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  private final String program;
  private final String file;
  private final boolean saving;

  ClientExample(String program, String file, boolean saving) {
    this.program = program;
    this.file = file;
    this.saving = saving;
  }

  /** Whether it leaves the picture in a file. */
  public boolean saves() {
    return saving;
  }

  /** A program that runs, or has run. */
  public record Run(Process process, Path output) {
    /** What it has printed, both outputs as one. */
    public String said() throws IOException {
      return Files.readString(output);
    }

    /** Awaits its end and gives its exit code. */
    public int exitCode() throws Exception {
      try {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(ended).as("it goes on and on: %s", said()).isTrue();
      } finally {
        process.destroyForcibly();
      }
      return process.exitValue();
    }
  }

  /**
   * Starts it in a folder of its own; skips the calling test where a program is missing.
   *
   * @param port where the server listens
   */
  public Run start(Path folder, int port, String series, String address) throws IOException {
    new Tool(program).need();
    if (saving) {
      new Tool("curl").need();
    }
    String text =
        source()
            .replace("127.0.0.1:8080", "127.0.0.1:" + port)
            .replace(IN_README, series + "/" + address);
    Files.writeString(folder.resolve(file), text);
    List<String> command = new ArrayList<>(List.of(program, file, series, address));
    if (saving) {
      command.add(PICTURE);
    }
    Path output = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("HOME", folder.toString());
    return new Run(builder.start(), output);
  }

  private String source() {
    return this == README
        ? fence("README.md", fence -> fence.text().contains("?generate=1&wait="))
        : fence("docs/clients.md", fence -> fence.isFile() && fence.fileName().equals(file));
  }

  private static String fence(String page, Predicate<Fence> wanted) {
    List<String> found =
        MarkdownPage.read(Path.of(page)).sections().stream()
            .flatMap(section -> section.fences().stream())
            .filter(fence -> fence.language().equals("sh") || fence.isFile())
            .filter(wanted)
            .map(Fence::text)
            .toList();
    assertThat(found).as("what %s gives", page).hasSize(1);
    return found.get(0);
  }
}
