package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that gives up does not know whether the service still paints, and charges for it. */
class GatewayTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private static MockResponse page(int status) {
    return new MockResponse.Builder()
        .code(status)
        .setHeader("Content-Type", "text/html")
        .body("<html><h1>" + status + "</h1></html>")
        .build();
  }

  private JobException failure() {
    return catchThrowableOfType(JobException.class, rig::paint);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 529, 598})
  void is_asked_once_more_and_both_may_be_billed(int status) {
    rig.always(page(status));
    assertThat(failure().mayHaveCost()).isTrue();
    assertThat(rig.server.getRequestCount()).isEqualTo(2);
    assertThat(rig.provider.status().possiblyBilledTwice()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"500, OPENAI_ERROR", "503, OPENAI_UNAVAILABLE", "529, OPENAI_UNAVAILABLE"})
  void is_told_from_the_service_which_knows_that_it_has_not_painted(int status, FailureCode code) {
    rig.always(Rig.error(status, "", "down"));
    assertThat(failure().code()).isEqualTo(code);
    assertThat(rig.server.getRequestCount()).isEqualTo(3);
    assertThat(rig.provider.status().possiblyBilledTwice()).isZero();
  }

  @Test
  void that_answers_at_the_second_time_has_painted() throws Exception {
    rig.answer(page(504), Rig.picture());
    assertThat(rig.paint().mode()).isEqualTo("b64_json");
    assertThat(rig.provider.status().possiblyBilledTwice()).isEqualTo(1);
  }

  @Test
  void a_rate_limit_after_it_is_no_second_painting() throws Exception {
    rig.answer(page(504), Rig.error(429, "rate_limit_exceeded", "try again in 2s"), Rig.picture());
    rig.paint();
    assertThat(rig.server.getRequestCount()).isEqualTo(3);
    assertThat(rig.provider.status().possiblyBilledTwice()).isEqualTo(1);
  }

  @Test
  void a_rejected_parameter_in_between_gives_no_third_painting() {
    rig.answer(
        page(504),
        Rig.failure(400, "unknown_parameter", "no quality")
            .body("{\"error\":{\"code\":\"unknown_parameter\",\"param\":\"output_format\"}}")
            .build(),
        page(504),
        Rig.picture());
    assertThat(failure()).hasMessageContaining("504");
    assertThat(rig.server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void is_not_asked_again_where_the_second_payment_is_refused() {
    rig.always(page(504));
    ProgressListener refusing =
        new ProgressListener() {
          @Override
          public void onProgress(Stage stage, int step, int totalSteps) {}

          @Override
          public void beforeRepeat() throws JobException {
            throw new JobException(FailureCode.BUDGET_EXHAUSTED, "no more");
          }
        };
    JobException failure = catchThrowableOfType(JobException.class, () -> paint(refusing));
    assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_TIMEOUT);
    assertThat(rig.server.getRequestCount()).isEqualTo(1);
    assertThat(rig.provider.status().possiblyBilledTwice()).isZero();
  }

  private PaintedImage paint(ProgressListener listener) throws Exception {
    return rig.provider
        .images()
        .paint(
            PaintRequest.of(Dresses.plain(), new ReceivedName("a-test")),
            listener,
            rig.unhurried());
  }

  @Test
  void the_code_of_the_status_is_not_said_twice() {
    rig.always(Rig.error(402, "402", "Insufficient credits"));
    assertThat(failure()).hasMessage("the provider answered 402: Insufficient credits");
    assertThat(rig.provider.status().quotaExhausted()).isTrue();
  }
}
