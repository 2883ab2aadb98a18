package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakePicture;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.pictures.PictureProviders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsHandlerTest {
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final String THUMBNAIL = "/thumbnails/simple/" + ADDRESS;
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @TempDir private Path dataDir;
  private final CountingAnnotator annotator = new CountingAnnotator();
  private TestServer server;
  private ForeignPictures others;

  @BeforeEach
  void start() {
    PictureProviders cards = new PictureProviders(Optional.empty(), Optional.empty(), annotator);
    server = TestServer.in(dataDir).providers(cards).start();
    others = new ForeignPictures(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path stored() {
    return dataDir.resolve("output/simple/thumbnail/" + ADDRESS + ".jpg");
  }

  private String versionedUrl() {
    return server.get("/images/simple/" + ADDRESS).json().at("/data/thumbnailUrl").asText();
  }

  @Test
  void the_one_made_with_the_picture_is_handed_out() throws Exception {
    server.make("simple");

    TestResponse response = server.get(THUMBNAIL);

    assertThat(response.body()).isEqualTo(Files.readAllBytes(stored()));
    assertThat(response.body()).hasSizeLessThan(40_000).startsWith(0xff, 0xd8);
    assertThat(response.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(annotator.thumbnails()).isZero();
  }

  @Test
  void a_missing_one_is_made_and_kept() throws Exception {
    others.put("simple", ADDRESS, NOON);

    byte[] first = server.get(THUMBNAIL).body();

    assertThat(first).startsWith(0xff, 0xd8).isEqualTo(Files.readAllBytes(stored()));
    assertThat(server.get(THUMBNAIL).body()).isEqualTo(first);
    assertThat(annotator.thumbnails()).isEqualTo(1);
  }

  @Test
  void all_who_ask_at_once_get_the_same_one() {
    others.put("simple", ADDRESS, NOON);
    CountDownLatch gate = annotator.hold();
    List<CompletableFuture<TestResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          CompletableFuture.supplyAsync(
              () -> server.get(THUMBNAIL), ThumbnailsHandlerTest::atOnce));
    }
    Waiting.untilAsserted(() -> assertThat(annotator.thumbnails()).isEqualTo(1));
    // It holds no thread.
    assertThat(server.get("/health?check=liveness").status()).isEqualTo(200);
    gate.countDown();

    assertThat(answers).allMatch(answer -> answer.join().status() == 200);
    assertThat(annotator.thumbnails()).isEqualTo(1);
  }

  @Test
  void one_that_is_older_than_its_picture_is_made_again() throws Exception {
    others.put("simple", ADDRESS, NOON);
    byte[] old = server.get(THUMBNAIL).body();
    others.put(
        "simple", "annotated", ADDRESS + ".png", FakePicture.png("40x16"), NOON.plusSeconds(1));

    assertThat(server.get(THUMBNAIL).body()).isNotEqualTo(old);
    assertThat(server.get(THUMBNAIL).body()).isEqualTo(Files.readAllBytes(stored()));
    assertThat(annotator.thumbnails()).isEqualTo(2);
  }

  @Test
  void a_picture_from_the_future_is_made_small_once() {
    others.put("simple", ADDRESS, Instant.parse("2099-01-01T00:00:00Z"));

    server.get(THUMBNAIL);
    server.get(THUMBNAIL);

    assertThat(annotator.thumbnails()).isEqualTo(1);
  }

  @Test
  void browsers_may_keep_it_only_under_the_address_that_changes_with_the_picture() {
    others.put("simple", ADDRESS, NOON);
    String versioned = versionedUrl();

    assertThat(server.get(versioned).header("Cache-Control"))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(server.get(THUMBNAIL).header("Cache-Control")).isEqualTo("no-cache");
    assertThat(server.get(THUMBNAIL + "?v=other").header("Cache-Control")).isEqualTo("no-cache");

    others.put("simple", ADDRESS, NOON.plusSeconds(1));
    assertThat(versionedUrl()).isNotEqualTo(versioned);
    assertThat(server.get(versioned).header("Cache-Control")).isEqualTo("no-cache");
    assertThat(server.get(versionedUrl()).header("Cache-Control")).contains("immutable");
  }

  @Test
  void a_browser_that_has_it_is_told_so() {
    others.put("simple", ADDRESS, NOON);
    String tag = server.get(THUMBNAIL).header("ETag");

    assertThat(tag).startsWith("\"");
    assertThat(server.get(THUMBNAIL, "If-None-Match", tag).status()).isEqualTo(304);
    assertThat(server.send("HEAD", THUMBNAIL).header("ETag")).isEqualTo(tag);
  }

  @Test
  void a_picture_that_cannot_be_read_has_none() {
    byte[] broken = ForeignPictures.png();
    broken[50] ^= 0x55;
    others.put("simple", "annotated", ADDRESS + ".png", broken, NOON);

    TestResponse response = server.get(THUMBNAIL);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
    assertThat(stored()).doesNotExist();
  }

  @Test
  void a_picture_that_is_not_there_has_none() throws Exception {
    assertThat(server.get(THUMBNAIL).errorCode()).isEqualTo("NOT_FOUND");

    others.put("simple", ADDRESS, NOON);
    server.get(THUMBNAIL);
    Files.delete(dataDir.resolve("output/simple/annotated/" + ADDRESS + ".png"));
    assertThat(server.get(THUMBNAIL).errorCode()).isEqualTo("NOT_FOUND");
  }

  /** An executor that begins every task at once. */
  private static void atOnce(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }
}
