package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.openai.OpenAiSettings.Timeouts;
import dev.dalleserver.pictures.PaintedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 13 of the matrix: answers that are late, cut, senseless or dangerous. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileAnswerTest {
  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofSeconds(1),
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofMillis(400));

  private final Rig rig = new Rig(settings -> TestSettings.withTimeouts(settings, SHORT));

  /** With long time-outs, for pictures that take long to check on a busy machine. */
  private final Rig patient = new Rig();

  @AfterEach
  void close() {
    rig.close();
    patient.close();
  }

  private JobException failure(Rig of) {
    return catchThrowableOfType(JobException.class, of::paint);
  }

  @Nested
  class WhenTheAnswerIsLate {
    @Test
    void a_hang_before_the_headers_ends_in_a_timeout_and_is_tried_once_more() {
      rig.always(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
      assertThat(failure(rig).code()).isEqualTo(FailureCode.OPENAI_TIMEOUT);
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
      assertThat(rig.provider.status().possiblyBilledTwice()).isEqualTo(1);
    }

    @Test
    void a_trickled_body_is_cut_off_at_the_deadline_of_the_whole_call() {
      rig.always(
          Rig.json("{\"data\":[" + " ".repeat(10_000) + "]}")
              .newBuilder()
              .throttleBody(10, 50, TimeUnit.MILLISECONDS)
              .build());
      assertThat(failure(rig).code()).isEqualTo(FailureCode.OPENAI_TIMEOUT);
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void the_deadline_of_the_run_comes_first() {
      rig.always(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
      // Less than the pause before the next attempt is left, and enough to connect on a busy
      // machine.
      var hurried =
          new dev.dalleserver.jobs.Cancellation(rig.time::nanos, Duration.ofMillis(200).toNanos());
      JobException failure = catchThrowableOfType(JobException.class, () -> rig.paint(hurried));
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_TIMEOUT);
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }
  }

  @Nested
  class WhenTheConnectionFails {
    @Test
    void nobody_listening_is_unavailable_after_three_attempts() throws Exception {
      rig.server.close();
      assertThat(failure(rig).code()).isEqualTo(FailureCode.OPENAI_UNAVAILABLE);
      assertThat(rig.events.stream().filter("image connection"::equals)).hasSize(3);
      assertThat(rig.provider.status().possiblyBilledTwice()).isZero();
    }

    @Test
    void a_cut_body_is_tried_once_more() throws Exception {
      MockResponse cut =
          Rig.picture()
              .newBuilder()
              .onResponseBody(new SocketEffect.CloseSocket(true, false, false))
              .build();
      patient.answer(cut, Rig.picture());
      assertThat(patient.paint().mode()).isEqualTo("b64_json");
      patient.answer(cut, cut, Rig.picture());
      assertThat(failure(patient).code()).isEqualTo(FailureCode.OPENAI_UNAVAILABLE);
    }
  }

  @Nested
  class WhenTheAnswerMakesNoSense {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "<html><body>welcome</body></html>",
          "",
          "[]",
          "{\"data\":[]}",
          "{\"data\":[{}]}",
          "{\"data\":[{\"b64_json\":null}]}",
          "{\"data\":[{\"b64_json\":\"not base64 at all!\"}]}",
          "{\"data\":[{\"b64_json\":\"QUJD",
          "{\"created\":1}"
        })
    void the_run_fails_after_one_call(String body) {
      patient.answer(Rig.json(body));
      JobException failure = failure(patient);
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
      assertThat(failure.getMessage()).startsWith("the provider's answer makes no sense");
      assertThat(patient.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void an_error_inside_a_success_is_told_as_the_provider_says_it() {
      patient.answer(Rig.json("{\"error\":{\"message\":\"model is warming up\"}}"));
      assertThat(failure(patient)).hasMessageContaining("model is warming up");
    }
  }

  @Nested
  class WhenWhatCameIsNoGoodPicture {
    private JobException failureOf(byte[] bytes) {
      patient.answer(Rig.picture(bytes));
      return failure(patient);
    }

    @Test
    void text_in_base64_is_refused() {
      assertThat(failureOf("ABC".getBytes(StandardCharsets.UTF_8)).code())
          .isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
    }

    @Test
    void a_cut_png_is_refused() {
      byte[] png = Pictures.png(64, 64);
      assertThat(failureOf(Arrays.copyOf(png, png.length / 2)))
          .hasMessageContaining("damaged")
          .extracting(JobException::code)
          .isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
    }

    @Test
    void a_png_that_lies_about_its_size_is_refused() {
      assertThat(failureOf(Pictures.claiming(100, 100))).hasMessageContaining("damaged");
    }

    @Test
    void a_bomb_is_refused_by_its_header() {
      assertThat(failureOf(Pictures.claiming(30_000, 30_000))).hasMessageContaining("30000x30000");
    }

    @Test
    void another_format_is_refused_by_name() {
      assertThat(failureOf(Pictures.encoded("bmp", 8, 8)))
          .hasMessageContaining("what was sent is BMP")
          .hasMessageContaining("(BMP, 246 bytes, kept as set-aside/");
    }
  }

  @Nested
  class WhenSomethingIsHiddenInTheBytes {
    @Test
    void what_follows_the_picture_is_gone() throws Exception {
      byte[] png = Pictures.png(16, 16);
      byte[] script = "<script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);
      byte[] both = Arrays.copyOf(png, png.length + script.length);
      System.arraycopy(script, 0, both, png.length, script.length);
      patient.answer(Rig.picture(both));
      PaintedImage image = patient.paint();
      assertThat(new String(image.png(), StandardCharsets.ISO_8859_1)).doesNotContain("script");
      assertThat(image.png()).endsWith(0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);
    }

    @Test
    void a_jpeg_becomes_a_png() throws Exception {
      patient.answer(Rig.picture(Pictures.encoded("jpg", 16, 24)));
      PaintedImage image = patient.paint();
      assertThat(image.png()).startsWith(0x89, 'P', 'N', 'G');
      assertThat(image.size()).hasToString("16x24");
    }
  }
}
