package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureCodec;
import dev.dalleserver.pictures.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A picture that a provider has sent is on disk before it is processed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReceivedPictureTest {
  private static final ReceivedName NAME = new ReceivedName("0x01.simple");
  private static final PaintRequest REQUEST = PaintRequest.of(Dresses.plain(), NAME);

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private PaintedImage paint() throws Exception {
    return rig.provider.images().paint(REQUEST, ProgressListener.NONE, rig.unhurried());
  }

  private JobException failure() {
    return catchThrowableOfType(JobException.class, this::paint);
  }

  private Optional<PaintedImage> received() throws Exception {
    return rig.provider.images().findReceived(REQUEST, rig.unhurried());
  }

  @Test
  void a_picture_stays_until_it_is_said_to_be_stored() throws Exception {
    byte[] png = Pictures.png(32, 32);
    rig.answer(Rig.picture(png));
    PaintedImage painted = paint();
    assertThat(painted.url()).as("it came without one").isEmpty();
    Path file = rig.received.folder().resolve("received/0x01.simple.received");
    assertThat(file).hasBinaryContent(png);
    assertThat(rig.received.files("received")).hasSize(1);

    assertThat(received().orElseThrow().png()).isEqualTo(painted.png());
    assertThat(rig.server.getRequestCount()).as("nothing was asked for again").isEqualTo(1);

    rig.received.pictures().delete(NAME);
    assertThat(file).doesNotExist();
    assertThat(received()).isEmpty();
  }

  @Test
  void one_behind_a_url_is_kept_too() throws Exception {
    String url = rig.server.url("/a.png").toString();
    byte[] png = Pictures.png(20, 20);
    rig.answer(
        Rig.json("{\"data\":[{\"url\":\"" + url + "\"}]}"),
        new MockResponse.Builder().body(new okio.Buffer().write(png)).build());
    assertThat(paint().mode()).isEqualTo("url");
    assertThat(rig.received.folder().resolve("received/0x01.simple.received"))
        .hasBinaryContent(png);
  }

  @Test
  void what_follows_a_whole_picture_cannot_take_it_away() throws Exception {
    String picture = Base64.getEncoder().encodeToString(Pictures.png(16, 16));
    for (String rest : List.of("\"", "\"}], \"usage\":", "\"}],,,", "\"},{\"b64_json\":\"!\"}]}")) {
      rig.answer(Rig.json("{\"data\":[{\"b64_json\":\"" + picture + rest));
      assertThat(paint().size()).hasToString("16x16");
    }
    assertThat(rig.server.getRequestCount()).isEqualTo(4);
  }

  @Test
  void attempts_that_were_cut_leave_nothing() throws Exception {
    MockResponse cut =
        Rig.picture(Pictures.png(64, 64))
            .newBuilder()
            .onResponseBody(new SocketEffect.CloseSocket(true, false, false))
            .build();
    rig.answer(cut, cut);
    assertThat(failure().code()).isEqualTo(FailureCode.OPENAI_UNAVAILABLE);
    assertThat(rig.received.files("received")).isEmpty();
  }

  @Test
  void what_cannot_be_decoded_is_set_aside_and_named() throws Exception {
    byte[] avif = "\0\0\0\20ftypavif and so on".getBytes(StandardCharsets.ISO_8859_1);
    rig.answer(Rig.picture(avif));
    JobException failure = failure();
    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
    assertThat(failure)
        .hasMessageContaining(
            "what was sent is AVIF, and not PNG, JPEG, WebP or GIF; have it sent as one of these"
                + " (AVIF, 22 bytes, kept as set-aside/");
    assertThat(rig.received.files("received")).isEmpty();
    List<String> aside = rig.received.files("set-aside");
    assertThat(aside).singleElement().asString().endsWith("/received/0x01.simple.received");
    assertThat(rig.received.folder().resolve("set-aside").resolve(aside.get(0)))
        .hasBinaryContent(avif);
    assertThat(received()).as("it is not tried again").isEmpty();
  }

  @Test
  void an_answer_without_a_picture_is_kept_without_its_secrets() throws Exception {
    rig.answer(
        Rig.json(
            "{\"task\":\"https://u:pw@x.example/t?sig=abc#f\",\"rel\":\"\\/t\\/a?token=abc\",\"echo\":\""
                + Rig.KEY
                + "\"}"));
    JobException failure = failure();
    assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
    assertThat(failure)
        .hasMessageContaining("makes no sense: it holds no picture (JSON, ")
        .hasMessageContaining("kept as set-aside/");
    String kept = rig.received.files("set-aside").get(0);
    assertThat(rig.received.folder().resolve("set-aside").resolve(kept))
        .content()
        .contains("https://x.example/t?…")
        .doesNotContain("abc", "pw", Rig.KEY);
    assertThat(received()).as("it is no picture").isEmpty();
  }

  @Test
  void the_part_of_a_picture_that_came_before_the_answer_ended_is_kept() throws Exception {
    byte[] noise = new byte[6000];
    new java.util.Random(1).nextBytes(noise);
    System.arraycopy(Pictures.png(1, 1), 0, noise, 0, 40);
    String base64 = Base64.getEncoder().encodeToString(noise);
    rig.answer(Rig.json("{\"data\":[{\"b64_json\":\"" + base64.substring(0, 6000)));
    JobException failure = failure();
    assertThat(failure)
        .hasMessageContaining("was cut: it ends early")
        .hasMessageContaining("(PNG, 4.5 kB, kept as set-aside/");
    assertThat(failure.mayHaveCost()).isTrue();
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
    assertThat(rig.received.files("received")).isEmpty();
  }

  @Test
  void one_that_is_stored_and_removed_while_it_is_read_counts_as_not_there() throws Exception {
    rig.answer(Rig.picture());
    Instant came = paint().source().orElseThrow().receivedAt();
    PictureCodec real = new ImageIoPictureCodec();
    AtomicBoolean removes = new AtomicBoolean();
    PictureCodec codec =
        (encoded, most, exact, cancellation) -> {
          if (removes.get()) {
            rig.received.pictures().delete(NAME);
          }
          return real.reencode(encoded, most, exact, cancellation);
        };
    try (OpenAiProvider provider = rig.another(codec)) {
      rig.time.pass(Duration.ofHours(3));
      PaintedImage found = provider.images().findReceived(REQUEST, rig.unhurried()).orElseThrow();
      assertThat(found.createdAt()).as("when it came, not now").isEqualTo(came);
      removes.set(true);
      assertThat(provider.images().findReceived(REQUEST, rig.unhurried())).isEmpty();
    }
    assertThat(rig.received.files("set-aside")).isEmpty();
  }

  @Test
  void a_disk_that_does_not_take_it_is_told_and_the_picture_is_not_asked_for_again()
      throws Exception {
    Files.writeString(rig.received.folder().resolve("received"), "in the way");
    rig.answer(Rig.picture());
    JobException failure = failure();
    assertThat(failure.code()).isEqualTo(FailureCode.FILE_SYSTEM_ERROR);
    assertThat(failure).hasMessageStartingWith("the picture came and could not be stored");
    assertThat(failure.mayHaveCost()).isTrue();
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
  }
}
