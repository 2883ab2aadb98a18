package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fakeprovider.FakePicture;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that starts where an earlier one was killed, with pictures that it had received. */
class KeptPictureTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;
  private static final String NAME = TestServer.ADDRESS + ".simple";

  @TempDir Path dataDir;
  private FakeProvider provider;

  @BeforeEach
  void startProvider() throws IOException {
    provider = new FakeProvider(0, Map.of());
  }

  @AfterEach
  void stopProvider() {
    provider.close();
  }

  private TestServer server() {
    return TestServer.in(dataDir)
        .remote(provider.baseUrl())
        .with("--no-enhance", "--daily-image-limit", "1", "--failure-hold", "1s")
        .start();
  }

  private Path received(String name) {
    return dataDir.resolve("received").resolve(name);
  }

  private Path generated() {
    return dataDir.resolve("output/simple/generated/" + TestServer.ADDRESS + ".png");
  }

  private void keep(String name, byte[] content) throws IOException {
    Files.createDirectories(received(name).getParent());
    Files.write(received(name), content);
  }

  /** The files of a server that was killed while it decoded. */
  private void cutOff(byte[] picture) throws IOException {
    provider.behave(Map.of("status", "400", "only", "image"));
    try (TestServer server = server()) {
      server.make("simple");
    }
    provider.behave(Map.of());
    keep(NAME + ".received", picture);
  }

  private static JsonNode make(TestServer server, String query) {
    JsonNode last = server.client().pollUntilDone(PATH + query).json();
    assertThat(last.path("done").asBoolean()).as("a run has ended").isTrue();
    return last;
  }

  private int widthOfGenerated() throws IOException {
    return ImageIO.read(generated().toFile()).getWidth();
  }

  private List<String> setAside() throws IOException {
    Path aside = dataDir.resolve("set-aside");
    if (!Files.exists(aside)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(aside)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName() + "").toList();
    }
  }

  @Test
  void decodes_what_was_received_and_pays_for_nothing() throws IOException {
    cutOff(FakePicture.png("40x30"));
    int calls = provider.calls("image");
    try (TestServer server = server()) {
      assertThat(make(server, "?generate=1").path("error").asText()).isEmpty();
      assertThat(server.get("/metrics").text()).contains("dalleserver_image_budget_used 0.0\n");
    }
    assertThat(provider.calls("image")).isEqualTo(calls);
    assertThat(widthOfGenerated()).isEqualTo(40);
    assertThat(received(NAME + ".received")).doesNotExist();
  }

  @Test
  void says_what_is_no_picture_and_pays_only_when_it_is_asked_for_again() throws IOException {
    cutOff("....ftypavif".getBytes());
    int calls = provider.calls("image");
    try (TestServer server = server()) {
      JsonNode failed = make(server, "?generate=1");
      assertThat(failed.path("errorCode").asText()).isEqualTo("IMAGE_DOWNLOAD_ERROR");
      assertThat(failed.path("error").asText()).contains("(AVIF, 12 bytes, kept as set-aside/");
      assertThat(provider.calls("image")).isEqualTo(calls);
      assertThat(setAside()).containsExactly(NAME + ".received");
      Waiting.until(() -> make(server, "?generate=1").path("error").asText().isEmpty());
    }
    assertThat(provider.calls("image")).isEqualTo(calls + 1);
    assertThat(widthOfGenerated()).isEqualTo(1024);
  }

  @Test
  void uses_what_an_earlier_version_could_not_read_and_pays_for_nothing() throws IOException {
    cutOff("....ftypavif".getBytes());
    int calls = provider.calls("image");
    try (TestServer server = server()) {
      assertThat(make(server, "?generate=1").path("error").asText()).contains("AVIF");
    }
    // As if this version could read what that one could not.
    Files.write(
        onlySetAside(), Files.readAllBytes(Path.of("src/test/resources/pictures/lossy.webp")));
    try (TestServer server = server()) {
      assertThat(make(server, "?generate=1").path("error").asText()).isEmpty();
    }
    assertThat(provider.calls("image")).isEqualTo(calls);
    assertThat(widthOfGenerated()).isEqualTo(37);
    assertThat(setAside()).isEmpty();
  }

  @Test
  void does_not_use_what_was_set_aside_before_the_words_were_made() throws IOException {
    cutOff("....ftypavif".getBytes());
    int calls = provider.calls("image");
    try (TestServer server = server()) {
      assertThat(make(server, "?generate=1").path("error").asText()).contains("AVIF");
      Files.write(onlySetAside(), FakePicture.png("40x30"));
      Files.setLastModifiedTime(onlySetAside(), FileTime.fromMillis(1_000));
      Waiting.until(() -> make(server, "?generate=1").path("error").asText().isEmpty());
    }
    assertThat(provider.calls("image")).isEqualTo(calls + 1);
    assertThat(widthOfGenerated()).isEqualTo(1024);
  }

  private Path onlySetAside() throws IOException {
    try (Stream<Path> files = Files.walk(dataDir.resolve("set-aside"))) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  @Test
  void pays_when_a_picture_is_wanted_anew_and_keeps_the_other_one() throws IOException {
    cutOff(FakePicture.png("40x30"));
    int calls = provider.calls("image");
    try (TestServer server = server()) {
      assertThat(make(server, "?generate=1&force=1").path("error").asText()).isEmpty();
    }
    assertThat(provider.calls("image")).isEqualTo(calls + 1);
    assertThat(widthOfGenerated()).isEqualTo(1024);
    assertThat(setAside()).containsExactly(NAME + ".received");
  }

  @Test
  void takes_the_later_one_when_a_picture_was_to_be_made_anew() throws Exception {
    try (TestServer server = server()) {
      server.make("simple");
      keep(NAME + ".received", FakePicture.png("40x30"));
      server.get(PATH + "?remove=1");
      assertThat(make(server, "?generate=1").path("error").asText()).isEmpty();
      assertThat(widthOfGenerated()).isEqualTo(40);

      keep(NAME + ".received", FakePicture.png("50x30"));
      Files.setLastModifiedTime(received(NAME + ".received"), FileTime.fromMillis(0));
      server.get(PATH + "?remove=1");
      assertThat(make(server, "?generate=1").path("error").asText()).isEmpty();
      assertThat(widthOfGenerated()).as("that one was stored already").isEqualTo(40);
      assertThat(received(NAME + ".received")).doesNotExist();
    }
    assertThat(provider.calls("image")).isEqualTo(1);
  }

  @Test
  void is_not_refused_for_a_budget_that_is_used_up() throws IOException {
    byte[] picture = FakePicture.png("40x30");
    cutOff(picture);
    int calls = provider.calls("image");
    Files.delete(received(NAME + ".received"));
    try (TestServer server = server()) {
      String other = "/dalle/simple/0x%040x?generate=1".formatted(7);
      server.client().pollUntilDone(other);
      assertThat(server.get(PATH + "?generate=1").status()).isEqualTo(429);
      keep(NAME + ".received", picture);
      assertThat(make(server, "?generate=1").path("error").asText()).isEmpty();
    }
    assertThat(provider.calls("image")).isEqualTo(calls + 1);
  }

  @Test
  void removes_at_the_start_what_is_not_whole_or_belongs_to_no_address() throws IOException {
    keep(NAME + ".0-1-2-3-4.part", new byte[10]);
    keep("gen_1730000000000_abcdefghi.0.received", FakePicture.png("40x30"));
    keep(NAME + ".received", FakePicture.png("40x30"));
    keep("note.txt", "the operator's own".getBytes());
    server().close();
    try (Stream<Path> left = Files.list(dataDir.resolve("received"))) {
      assertThat(left.map(file -> file.getFileName() + ""))
          .containsExactlyInAnyOrder(NAME + ".received", "note.txt");
    }
  }
}
