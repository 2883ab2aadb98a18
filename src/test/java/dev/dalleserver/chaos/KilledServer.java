package dev.dalleserver.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A server that is killed again and again while it makes pictures, and what must hold each time:
 * every file is whole, the next server finishes the picture, and pays for none that is stored.
 */
final class KilledServer implements AutoCloseable {
  private final Path dataDir;
  private final Random random;
  private final FakeProvider provider;
  private ServerProcess server;
  private String address = "";
  private boolean stored;
  private int paid;
  private int kills;

  KilledServer(Path dataDir, long seed) throws IOException {
    this.dataDir = dataDir;
    this.random = new Random(seed);
    // Some time in every phase, so that a random moment falls into each.
    this.provider = new FakeProvider(0, Map.of("latency", "30ms"));
    this.server = start();
  }

  ServerProcess server() {
    return server;
  }

  int kills() {
    return kills;
  }

  /** Begins the picture of an address that was never asked for. */
  void beginPicture() {
    address = "0x%040x".formatted(random.nextLong());
    try {
      server.get(path());
    } catch (UncheckedIOException e) {
      // Killed before it could answer, which is what this is about.
    }
  }

  void killWithin(Duration longest) {
    try {
      Thread.sleep(random.nextInt((int) longest.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.kill();
  }

  /** Called after a kill: checks the files on disk, starts the next server and lets it finish. */
  void examineAndFinish() throws IOException {
    kills++;
    stored =
        Files.exists(dataDir.resolve("output/simple/generated/" + address + ".png"))
            || Files.exists(dataDir.resolve("received/" + address + ".simple.received"));
    paid = provider.calls("image");
    assertAllFilesAreWhole();
    List<Path> leftovers = files(dataDir.resolve(".tmp"));
    server = start();
    // Only files that the killed server left: the new server writes again.
    assertThat(leftovers).allSatisfy(file -> assertThat(file).doesNotExist());
    JsonNode last = server.client().pollUntilDone(path()).json();
    assertThat(last.path("error").asText()).isEmpty();
    assertThat(provider.calls("image") - paid)
        .as("payments for %s, stored before: %s", address, stored)
        .isEqualTo(stored ? 0 : 1);
    assertAllFilesAreWhole();
    forgetPictures();
  }

  private String path() {
    return "/dalle/simple/" + address + "?generate=1";
  }

  private ServerProcess start() {
    return ServerProcess.start(
        dataDir,
        Map.of("OPENAI_API_KEY", "sk-test-0123456789-last", "OPENAI_BASE_URL", provider.baseUrl()),
        "--workers",
        "1");
  }

  private void assertAllFilesAreWhole() throws IOException {
    for (Path file : files(dataDir)) {
      if (!file.startsWith(dataDir.resolve(".tmp"))) {
        assertWhole(file);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void assertWhole(Path file) throws IOException {
    String name = file.getFileName().toString();
    byte[] content = Files.readAllBytes(file);
    if (name.endsWith(".png")) {
      assertThat(ImageIO.read(file.toFile())).as(name).isNotNull();
      byte[] end = Arrays.copyOfRange(content, content.length - 8, content.length - 4);
      assertThat(new String(end)).as(name).isEqualTo("IEND");
    } else if (name.endsWith(".jpg")) {
      assertThat(ImageIO.read(file.toFile())).as(name).isNotNull();
    } else if (name.endsWith(".json")) {
      assertThat(new ObjectMapper().readTree(content).isObject()).as(name).isTrue();
    } else if (name.endsWith(".txt")) {
      assertThat(content).as(name).isNotEmpty();
    }
    assertThat(name).doesNotContain(".corrupt");
  }

  /** Else every round would take longer than the one before. */
  private void forgetPictures() throws IOException {
    for (Path file : files(dataDir.resolve("output"))) {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    server.close();
    provider.close();
  }
}
