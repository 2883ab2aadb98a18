package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakePicture;
import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that were broken on disk while the server runs, and what that costs. */
class BrokenPicturesTest {
  private static final byte[] PAGE =
      "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path dataDir;
  private static FakeProvider provider;
  private static TestServer server;
  private static int next;

  @BeforeAll
  static void start() throws Exception {
    provider = new FakeProvider(0, Map.of());
    server = TestServer.in(dataDir).remote(provider.baseUrl()).start();
  }

  @AfterAll
  static void stop() {
    server.close();
    provider.close();
  }

  private static String make() {
    String address = String.format("0x%040x", ++next);
    generate(address);
    return address;
  }

  private static TestResponse generate(String address) {
    TestResponse last = server.client().pollUntilDone("/dalle/simple/" + address + "?generate=1");
    assertThat(last.json().path("error").asText()).isEmpty();
    return last;
  }

  private static int paid() {
    return provider.calls("image") + provider.calls("chat");
  }

  private static Path file(String kind, String address) {
    return dataDir.resolve("output/simple/" + kind + "/" + address + ".png");
  }

  private static byte[] broken(String how, byte[] whole) {
    return switch (how) {
      case "emptied" -> new byte[0];
      case "cut" -> Arrays.copyOf(whole, whole.length / 2);
      case "cut at its end" -> Arrays.copyOf(whole, whole.length - 1);
      default -> PAGE;
    };
  }

  private static Stream<Path> setAside(String address) throws IOException {
    Path folder = dataDir.resolve("set-aside");
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      return files.filter(file -> file.toString().contains(address)).toList().stream();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"emptied", "cut", "cut at its end", "replaced by an error page"})
  void a_captioned_picture_is_captioned_again_for_nothing(String how) throws Exception {
    String address = make();
    Path picture = file("annotated", address);
    byte[] whole = Files.readAllBytes(picture);
    assertThat(server.get("/dalle/simple/" + address).body()).isEqualTo(whole);
    int calls = paid();
    byte[] bytes = broken(how, whole);
    Files.write(picture, bytes);

    assertThat(server.get("/dalle/simple/" + address).status()).isEqualTo(404);
    assertThat(picture).doesNotExist();
    assertThat(setAside(address))
        .singleElement()
        .satisfies(it -> assertThat(it).hasBinaryContent(bytes));
    assertThat(generate(address).json().path("cacheHit").asBoolean()).isFalse();

    assertThat(ImageIO.read(picture.toFile())).isNotNull();
    assertThat(server.get("/dalle/simple/" + address).body())
        .isEqualTo(Files.readAllBytes(picture));
    assertThat(paid()).isEqualTo(calls);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dalle/simple/%s?generate=1",
        "/files/simple/annotated/%s.png",
        "/thumbnails/simple/%s",
        "/images/simple/%s"
      })
  void whichever_request_comes_first_notices_it(String path) throws Exception {
    String address = make();
    Files.write(file("annotated", address), PAGE);
    Files.deleteIfExists(dataDir.resolve("output/simple/thumbnail/" + address + ".jpg"));

    TestResponse answer = server.get(path.formatted(address));

    if (path.contains("generate")) {
      assertThat(answer.json().path("cacheHit").asBoolean()).isFalse();
    } else {
      assertThat(answer.status()).isEqualTo(404);
    }
    generate(address);
    assertThat(ImageIO.read(file("annotated", address).toFile())).isNotNull();
  }

  @Test
  void a_broken_picture_of_the_provider_is_set_aside_and_asked_for_again_only_for_the_caption()
      throws Exception {
    String address = make();
    Files.write(file("generated", address), PAGE);
    int calls = paid();
    assertThat(server.get("/files/simple/generated/" + address + ".png").status()).isEqualTo(404);
    assertThat(setAside(address)).hasSize(1);

    assertThat(generate(address).json().path("cacheHit").asBoolean()).isTrue();
    assertThat(paid()).as("the captioned one is whole").isEqualTo(calls);

    Files.delete(file("annotated", address));
    generate(address);
    assertThat(paid()).isGreaterThan(calls);
    assertThat(ImageIO.read(file("generated", address).toFile())).isNotNull();
  }

  @Test
  void the_gallery_forgets_a_broken_picture_as_soon_as_it_is_asked_for() throws Exception {
    String address = make();
    byte[] png = Files.readAllBytes(file("annotated", address));
    // Ends as a PNG does, so that the listing, which does not decode, takes it for one.
    Arrays.fill(png, 200, png.length - 100, (byte) 7);
    Files.write(file("annotated", address), png);

    assertThat(server.get("/dalle/simple/" + address).status()).isEqualTo(404);

    Waiting.untilAsserted(
        () ->
            assertThat(server.get("/images?series=simple&limit=500").text())
                .doesNotContain(address));
  }

  @Test
  void each_version_of_a_file_is_examined_once_and_what_the_server_made_never() throws Exception {
    Path own = Files.createTempDirectory(dataDir.getParent(), "own");
    CountingExaminer examiner = new CountingExaminer();
    try (TestServer counted = TestServer.in(own).providers(examiner.providers()).start()) {
      counted.make("simple");
      for (int i = 0; i < 5; i++) {
        assertThat(counted.get("/dalle/simple/" + TestServer.ADDRESS).status()).isEqualTo(200);
        counted.get("/dalle/simple/" + TestServer.ADDRESS + "?generate=1");
        counted.get("/images/simple/" + TestServer.ADDRESS);
      }
      assertThat(examiner.count()).isZero();
      Path picture = own.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png");
      Files.write(picture, FakePicture.png("16x20"));
      for (int i = 0; i < 5; i++) {
        assertThat(counted.get("/dalle/simple/" + TestServer.ADDRESS).status()).isEqualTo(200);
        counted.get("/dalle/simple/" + TestServer.ADDRESS + "?generate=1");
      }
      assertThat(examiner.count()).isEqualTo(1);
    }
  }

  @Test
  void a_thumbnail_follows_a_picture_that_was_replaced_by_an_older_one() throws Exception {
    String address = make();
    byte[] before = server.get("/thumbnails/simple/" + address).body();
    Path picture = file("annotated", address);
    Files.write(picture, FakePicture.png("300x200"));
    Files.setLastModifiedTime(picture, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    byte[] after = server.get("/thumbnails/simple/" + address).body();

    assertThat(after).isNotEqualTo(before);
    assertThat(ImageIO.read(new ByteArrayInputStream(after)).getHeight()).isEqualTo(256);
    assertThat(server.get("/thumbnails/simple/" + address).body()).isEqualTo(after);
  }

  @Test
  void an_emptied_thumbnail_is_made_again() throws Exception {
    String address = make();
    byte[] before = server.get("/thumbnails/simple/" + address).body();
    Path thumbnail = dataDir.resolve("output/simple/thumbnail/" + address + ".jpg");
    FileTime time = Files.getLastModifiedTime(thumbnail);
    Files.write(thumbnail, new byte[0]);
    Files.setLastModifiedTime(thumbnail, time);

    assertThat(server.get("/thumbnails/simple/" + address).body()).isEqualTo(before);
  }

  @Test
  void words_beside_a_stored_picture_are_not_enhanced_afterwards() throws Exception {
    Path own = Files.createTempDirectory(dataDir.getParent(), "words");
    try (TestServer plain =
        TestServer.in(own).remote(provider.baseUrl()).with("--no-enhance").start()) {
      plain.make("simple");
    }
    Files.delete(own.resolve("output/simple/annotated/" + TestServer.ADDRESS + ".png"));
    int calls = paid();
    try (TestServer enhancing = TestServer.in(own).remote(provider.baseUrl()).start()) {
      enhancing.make("simple");
    }
    assertThat(paid()).isEqualTo(calls);
    assertThat(own.resolve("output/simple/enhanced"))
        .satisfiesAnyOf(
            folder -> assertThat(folder).doesNotExist(),
            folder -> assertThat(folder).isEmptyDirectory());
  }
}
