package dev.dalleserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.Main;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A start where Java cannot spell the directory: not ASCII, in the POSIX locale. */
@EnabledOnOs(OS.LINUX)
class WorkingDirectoryTest {
  private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+)");

  /** Makes the directory, and files with names that are not ASCII, and some that are not UTF-8. */
  private static final String SCRIPT =
      """
      cd "$1"; name=$(printf 'caf\\303\\251')
      mkdir -p "$name/series" "$name/output/simple/annotated"; cd "$name"
      for f in "$name" $(printf 'caf\\351'); do
        : >"series/$f.json"; : >"output/simple/annotated/$f.png"
      done
      shift; exec "$@"
      """;

  @TempDir Path folder;

  @Test
  void the_server_starts_there_and_leaves_names_as_they_are() throws Exception {
    Process process = start("--port", "0", "--image-provider", "offline");
    try {
      Waiting.until(() -> !process.isAlive() || LISTENS.matcher(output()).find());
      Matcher listens = LISTENS.matcher(output());
      assertThat(listens.find()).as(output()).isTrue();
      TestClient client = new TestClient(URI.create(listens.group(1)));
      String run = "/dalle/simple/" + TestServer.ADDRESS;
      assertThat(client.pollUntilDone(run + "?generate=1").json().path("error").asText()).isEmpty();
      assertThat(client.send("GET", run).header("Content-Type")).isEqualTo("image/png");
      assertThat(client.send("GET", "/health").json().at("/data/components/disk_space/status"))
          .hasToString("\"healthy\"");
    } finally {
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(output()).doesNotContain("Exception");
    try (Stream<Path> made = Files.list(folder.resolve("work"))) {
      // Nothing is made in a directory of a misspelt name.
      assertThat(made).hasSize(1);
    }
  }

  @Test
  void the_doctor_moves_files_there_whatever_their_names_are() throws Exception {
    Process process = start("doctor", "--fix");

    assertThat(process.waitFor()).as(output()).isZero();
    assertThat(output()).contains("moved").doesNotContain("Exception");
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> moved =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().contains("set-aside"))
              .toList();
      assertThat(moved).hasSize(4);
    }
  }

  private String output() {
    try {
      return Files.readString(folder.resolve("output"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(String... arguments) throws Exception {
    Stream<String> command =
        Stream.of(
                Stream.of("sh", "-c", SCRIPT, "sh", folder.resolve("work").toString()),
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(arguments))
            .flatMap(part -> part);
    Files.createDirectories(folder.resolve("work"));
    ProcessBuilder builder =
        new ProcessBuilder(command.toList())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }
}
