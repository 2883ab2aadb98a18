package dev.dalleserver.web.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Avatars of pictures that are there. */
@Timeout(90)
class AvatarsHandlerTest {
  private static final String AVATAR = "/avatars/simple/" + TestServer.ADDRESS;
  private static final String THUMBNAIL = "/thumbnails/simple/" + TestServer.ADDRESS;
  private static final String MISSING = "/avatars/simple/0x" + "1".repeat(40);

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.in(folder).offline().start();
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static BufferedImage image(TestResponse answer) throws Exception {
    assertThat(answer.status()).isEqualTo(200);
    return ImageIO.read(new ByteArrayInputStream(answer.body()));
  }

  private static double decoded() {
    return server.get("/metrics?format=json").text().isEmpty()
        ? 0
        : server
            .get("/metrics")
            .text()
            .lines()
            .filter(line -> line.startsWith("dalleserver_scaled_pictures_decoded "))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
            .findFirst()
            .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 300, 512, 1024})
  void it_is_a_square_of_the_size_that_is_asked_for(int size) throws Exception {
    TestResponse answer = server.get(AVATAR + "?size=" + size);
    assertThat(answer.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(answer.header("X-Picture")).isEqualTo("made");
    BufferedImage square = image(answer);
    assertThat(square.getWidth()).isEqualTo(size);
    assertThat(square.getHeight()).isEqualTo(size);
  }

  @Test
  void it_is_cut_out_of_the_picture_around_the_head_and_not_out_of_its_caption() throws Exception {
    BufferedImage avatar = image(server.get(AVATAR + "?size=64&format=png"));
    BufferedImage picture =
        ImageIO.read(
            folder.resolve("output/simple/generated/" + TestServer.ADDRESS + ".png").toFile());
    // Seen from behind (framing over the shoulder, 19 % of the side): all but the whole picture.
    double best = Double.MAX_VALUE;
    int bestX = -1;
    int bestSide = -1;
    for (int side = 512; side <= 1024; side += 64) {
      for (int x = 0; x <= 1024 - side; x += 64) {
        for (int y = 0; y <= 1024 - side; y += 64) {
          double difference = difference(avatar, picture, x, y, side);
          if (difference < best) {
            best = difference;
            bestX = x;
            bestSide = side;
          }
        }
      }
    }
    assertThat(best).isLessThan(18);
    assertThat(bestSide).isBetween(900, 1024);
    assertThat(bestX).isBetween(0, 124);
  }

  private static double difference(
      BufferedImage avatar, BufferedImage picture, int left, int top, int side) {
    double sum = 0;
    for (int y = 4; y < 64; y += 8) {
      for (int x = 4; x < 64; x += 8) {
        int a = avatar.getRGB(x, y);
        int b = picture.getRGB(left + x * side / 64, top + y * side / 64);
        sum +=
            Math.abs((a >> 16 & 255) - (b >> 16 & 255)) + Math.abs((a >> 8 & 255) - (b >> 8 & 255));
      }
    }
    return sum / 64 / 2;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|image/jpeg",
        "image/png|image/png",
        "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8|image/jpeg",
        "image/jpeg, image/png;q=0.5|image/jpeg",
        "image/webp|image/jpeg",
        "image/png;q=0|image/jpeg"
      })
  void the_format_is_what_the_client_accepts(String accept, String type) {
    TestResponse answer = server.get(AVATAR + "?size=32", "Accept", accept);
    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertThat(answer.headers().allValues("Vary").toString()).contains("Accept");
    assertThat(server.get(AVATAR + "?size=32&format=PNG", "Accept", accept).header("Content-Type"))
        .isEqualTo("image/png");
  }

  @Test
  void what_is_not_understood_is_refused_and_webp_by_name() {
    for (String query :
        new String[] {"size=15", "size=1025", "size=-1", "size=x", "size=1e2", "format=gif"}) {
      assertThat(server.get(AVATAR + "?" + query).errorCode())
          .as(query)
          .isEqualTo("INVALID_REQUEST");
    }
    TestResponse webp = server.get(AVATAR + "?format=webp");
    assertThat(webp.status()).isEqualTo(400);
    assertThat(webp.json().at("/error/details").asText()).contains("does not write WebP");
    assertThat(server.get("/avatars/nope/" + TestServer.ADDRESS).errorCode())
        .isEqualTo("INVALID_SERIES");
    assertThat(server.get("/avatars/simple").errorCode()).isEqualTo("MISSING_PARAMETER");
    assertThat(server.get("/thumbnails/simple/" + TestServer.ADDRESS + "?size=2000").errorCode())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void it_is_decoded_once_and_asked_again_by_its_tag() {
    TestResponse first = server.get(AVATAR + "?size=77");
    double before = decoded();
    List<CompletableFuture<TestResponse>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(CompletableFuture.supplyAsync(() -> server.get(AVATAR + "?size=77")));
    }
    all.forEach(answer -> assertThat(answer.join().body()).isEqualTo(first.body()));
    assertThat(decoded()).isEqualTo(before);
    TestResponse again = server.get(AVATAR + "?size=77", "If-None-Match", first.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    TestResponse head = server.send("HEAD", AVATAR + "?size=77");
    assertThat(head.header("Content-Length")).isEqualTo("" + first.body().length);
    assertThat(server.get(AVATAR + "?size=77", "Range", "bytes=0-9").body()).hasSize(10);
  }

  @Test
  void a_missing_picture_has_a_drawing_of_its_address_and_is_not_started() {
    TestResponse answer = server.get(MISSING + "?size=40");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(answer.header("X-Picture")).isEqualTo("placeholder");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.text()).contains("width=\"40\"").contains("0x1111111111111111111111111111");
    assertThat(server.get(MISSING + "?size=40").text()).isEqualTo(answer.text());
    assertThat(server.get(MISSING.replace("0x11", "0x21") + "?size=40").text())
        .isNotEqualTo(answer.text());
    assertThat(server.get(MISSING.replace("avatars", "dalle")).status()).isEqualTo(404);
    assertThat(Files.exists(folder.resolve("output/simple/prompt/0x" + "1".repeat(40) + ".txt")))
        .isFalse();
  }

  @Test
  void a_thumbnail_has_the_width_that_is_asked_for() throws Exception {
    BufferedImage stored = image(server.get(THUMBNAIL));
    BufferedImage large = image(server.get(THUMBNAIL + "?size=768"));
    assertThat(stored.getWidth()).isEqualTo(384);
    assertThat(large.getWidth()).isEqualTo(768);
    assertThat(large.getHeight()).isBetween(2 * stored.getHeight() - 2, 2 * stored.getHeight() + 2);
    String version =
        server
            .get("/images/simple/" + TestServer.ADDRESS)
            .json()
            .at("/data/thumbnailUrl")
            .asText()
            .replaceFirst(".*v=", "");
    assertThat(server.get(THUMBNAIL + "?size=20&v=" + version).header("Cache-Control"))
        .contains("immutable");
    assertThat(server.get(THUMBNAIL + "?size=20&v=0").header("Cache-Control"))
        .isEqualTo("no-cache");
    assertThat(server.get("/thumbnails/simple/0x" + "1".repeat(40) + "?size=20").status())
        .isEqualTo(404);
  }
}
