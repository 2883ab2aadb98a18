package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.ImageIoPictureCodec;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A picture that is paid for and cannot be fetched is fetched by the next request, not paid anew.
 */
class KeptUrlTest {
  private static final ReceivedName NAME = new ReceivedName("0x" + "0".repeat(39) + "1.simple");
  private static final PaintRequest REQUEST = PaintRequest.of(Dresses.plain(), NAME);

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private void answerWithUrl(String url) {
    rig.answer(Rig.json("{\"data\":[{\"url\":\"" + url + "\"}]}"));
  }

  private PaintedImage paint() throws Exception {
    return rig.provider.images().paint(REQUEST, ProgressListener.NONE, rig.unhurried());
  }

  private Optional<PaintedImage> received() throws Exception {
    return rig.provider.images().findReceived(REQUEST, rig.unhurried());
  }

  private Path file() {
    return rig.received.folder().resolve("received/" + NAME.text() + ".received");
  }

  private static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  private static MockResponse picture() {
    return new MockResponse.Builder().body(new Buffer().write(Pictures.png(16, 16))).build();
  }

  @Test
  void a_refused_host_is_asked_again_by_the_next_request_and_nothing_is_paid() throws Exception {
    answerWithUrl("http://10.1.2.3/a.png?sig=SECRET");
    JobException refused = catchThrowableOfType(JobException.class, this::paint);
    assertThat(refused.code()).isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
    assertThat(refused).hasMessageContaining("--image-hosts").hasMessageContaining("is kept");
    assertThat(new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1))
        .doesNotContain("SECRET", "10.1.2.3", Rig.KEY);

    JobException again = catchThrowableOfType(JobException.class, this::received);
    assertThat(again).hasMessageContaining("--image-hosts");
    assertThat(rig.server.getRequestCount()).as("paid once").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 500, 503})
  void a_failed_download_is_made_up_for_by_another_process(int code) throws Exception {
    answerWithUrl(rig.server.url("/a.png?sig=1").toString());
    rig.answer(status(code), status(code), status(code));
    int calls = code == 401 ? 2 : 4;
    assertThat(catchThrowableOfType(JobException.class, this::paint)).isNotNull();
    assertThat(rig.server.getRequestCount()).isEqualTo(calls);

    if (code == 401) {
      return;
    }
    rig.answer(picture());
    try (OpenAiProvider another = rig.another(new ImageIoPictureCodec())) {
      PaintedImage image = another.images().findReceived(REQUEST, rig.unhurried()).orElseThrow();
      assertThat(image.size()).hasToString("16x16");
      assertThat(image.mode()).isEqualTo("url");
      assertThat(image.url()).isEqualTo(rig.server.url("/a.png").toString());
    }
    assertThat(rig.server.getRequestCount()).isEqualTo(calls + 1);
    assertThat(file()).hasBinaryContent(Pictures.png(16, 16));
  }

  @Test
  void a_picture_that_is_not_there_yet_is_asked_for_again() throws Exception {
    answerWithUrl(rig.server.url("/a.png").toString());
    rig.answer(Rig.json("{\"status\":\"processing\"}").newBuilder().code(202).build(), picture());
    assertThat(paint().size()).hasToString("16x16");
  }

  @Test
  void a_url_whose_picture_is_gone_is_forgotten() throws Exception {
    answerWithUrl(rig.server.url("/a.png").toString());
    for (int i = 0; i < 7; i++) {
      rig.answer(status(404));
    }
    assertThat(catchThrowableOfType(JobException.class, this::paint)).isNotNull();
    assertThat(rig.server.getRequestCount()).as("asked for again for a while").isEqualTo(7);
    assertThat(received()).isEmpty();
    assertThat(file()).doesNotExist();
  }

  @Test
  void a_url_that_was_encrypted_with_another_key_is_forgotten() throws Exception {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "dalleserver-url-aesgcm\n0123456789abcdefghijklmnopqrstuvwxyz");
    assertThat(received()).isEmpty();
    assertThat(file()).doesNotExist();
    assertThat(rig.server.getRequestCount()).isZero();
  }

  @Test
  void an_api_redirect_does_not_tell_a_key_in_the_path_of_its_target() {
    rig.answer(
        status(302).newBuilder().setHeader("Location", "https://login.example/" + Rig.KEY).build());
    JobException failure = catchThrowableOfType(JobException.class, this::paint);
    assertThat(failure).hasMessageContaining("login.example");
    assertThat(failure.getMessage()).doesNotContain(Rig.KEY);
  }
}
