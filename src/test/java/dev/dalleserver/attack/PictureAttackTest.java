package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakePicture;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Row 41: pictures that take minutes to decode. */
@Tag("long")
@Timeout(300)
class PictureAttackTest {
  private static final Duration DECIDED_WITHIN = Duration.ofSeconds(20);
  private static final int SCANS = 20_000;

  /** A failed run is shown for long, so that looking at it does not begin another. */
  private static final String[] FLAGS = {"--lock-ttl", "60s", "--failure-hold", "200s"};

  private static final int CHUNKS = 10_000;

  @TempDir Path dataDir;
  @TempDir Path folder;

  @Test
  void a_progressive_jpeg_of_twenty_thousand_scans() throws Exception {
    decode("a progressive JPEG of 20,000 scans", HostilePictures.jpegOfScans(SCANS));
  }

  @Test
  void a_png_of_ten_thousand_chunks() throws Exception {
    byte[] good = FakePicture.png("1024x1024");
    decode("a PNG of 10,000 chunks", HostilePictures.pngOfChunks(good, CHUNKS));
  }

  private void decode(String what, byte[] picture) throws Exception {
    Attack.need();
    Path file = Files.write(folder.resolve("hostile"), picture);
    try (AttackedServer server = AttackedServer.in(dataDir).with(FLAGS).start();
        Attack attack = Attack.on(server, "41", what + ", from the provider, four times")) {
      server.provider().behave(Map.of("body", "file:" + file, "only", "image"));
      // As many as there are workers: none is left for others unless decoding ends.
      List<String> hostile = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        hostile.add("/dalle/simple/0x%040x".formatted(i));
        server.get(hostile.get(i - 1) + "?generate=1");
      }
      long began = System.nanoTime();
      Waiting.until(() -> server.provider().calls("image") >= 4);
      attack.isAtItsTop(Duration.ofMillis(500));
      server.provider().behave(Map.of());
      JsonNode honest = server.make(TestServer.ADDRESS).json();
      List<String> codes = new ArrayList<>();
      for (String path : hostile) {
        JsonNode last = server.process().client().pollUntilDone(path + "?generate=1").json();
        codes.add(last.path("errorCode").asText());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      // One that was decoded after all is stored in another form.
      long kept = kept(picture.length) + codes.stream().filter(String::isEmpty).count();
      attack.isOver(
          picture.length / 1000
              + " kB; all decided after "
              + took.toMillis()
              + " ms "
              + codes
              + "; pictures or received bytes on disk: "
              + kept);
      assertThat(honest.path("error").asText("-")).as("another run meanwhile").isEmpty();
      assertThat(took).isLessThan(DECIDED_WITHIN);
      assertThat(server.provider().calls("image")).as("image calls").isEqualTo(5);
      assertThat(kept).as("what was received is on disk").isEqualTo(4);
    }
  }

  /** Files of the data directory that are as long as the picture, wherever they are kept. */
  private int kept(int length) throws IOException {
    try (Stream<Path> files = Files.walk(dataDir)) {
      return (int)
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() == length)
              .count();
    }
  }
}
