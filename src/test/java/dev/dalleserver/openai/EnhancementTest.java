package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnhancementTest {
  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  private String enhance() throws JobException, CancelledException {
    return rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried());
  }

  private JobException failure(MockResponse... answers) {
    rig.answer(answers);
    return catchThrowableOfType(JobException.class, this::enhance);
  }

  @Nested
  class WhenTheModelAnswers {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '\0',
        value = {
          "  An otter\\nat dusk. |An otter;at dusk.",
          "\\\"Quoted otter\\\"|Quoted otter",
          "She said \\\"hi\\\"|She said \"hi\""
        })
    void the_text_is_taken_as_it_is(String content, String expected) throws Exception {
      rig.answer(Rig.json("{\"choices\":[{\"message\":{\"content\":\"" + content + "\"}}]}"));
      assertThat(enhance()).isEqualTo(expected.replace(';', '\n'));
      assertThat(rig.events).contains("chat success");
    }
  }

  @Nested
  class WhenThereIsNothingToUse {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"choices\":[{\"message\":{\"content\":\"\"}}]}",
          "{\"choices\":[{\"message\":{\"content\":\" \\n\"}}]}",
          "{\"choices\":[{\"message\":{\"content\":null}}]}",
          "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"No.\"}}]}",
          "{\"choices\":[{\"message\":{\"content\":\"I'm sorry, I can't help with that.\"}}]}",
          "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"content_filter\"}]}",
          "{\"choices\":[]}",
          "{\"error\":{\"message\":\"warming up\"}}",
          "{}",
          "",
          "<html>",
          "{\"choices\":[{\"message\":{\"content\":\"cut"
        })
    void it_is_said_after_one_call(String answer) {
      JobException failure = failure(Rig.json(answer));
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a_model_that_never_stops_is_cut_off() {
      JobException failure =
          failure(Rig.json("{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(2 << 20)));
      assertThat(failure).hasMessageContaining("too large");
    }
  }

  @Nested
  class WhenTheProviderIsDown {
    @Test
    void the_open_breaker_refuses_without_a_call() {
      rig.always(Rig.error(503, "", "down"));
      for (int run = 0; run < 3; run++) {
        catchThrowableOfType(JobException.class, this::ask);
      }
      int before = rig.server.getRequestCount();
      JobException failure = catchThrowableOfType(JobException.class, this::ask);
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_UNAVAILABLE);
      assertThat(rig.server.getRequestCount()).isEqualTo(before);
    }

    private void ask() throws Exception {
      enhance();
    }
  }

  @Test
  void words_that_a_series_leaves_out_are_not_mentioned() {
    assertThat(EnhancementPrompt.system(Dresses.plain()))
        .doesNotContain("none", "voice", "emotion");
    assertThat(
            EnhancementPrompt.system(
                Dresses.with(Map.of(AttributeName.EMOTION, "dread,fear,negative,a sense of doom"))))
        .contains("filled with dread (a sense of doom), an emotion of the group \"fear\"")
        .contains("of negative polarity");
  }
}
