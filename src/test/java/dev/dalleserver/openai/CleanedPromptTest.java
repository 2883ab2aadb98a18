package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chat answers of servers that exist, on the wire. */
class CleanedPromptTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"A fox.\"}}]} and more",
        "{\"choices\":[{\"message\":{\"content\":\"A fox.\"}}]}\n{\"choices\":[]}",
        "{\"choices\":[{\"message\":{\"content\":\"<think>hm</think>A fox.\"}}],\"error\":null}",
        "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"A fox.\"}]}}]}",
        "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"reasoning\",\"text\":\"hm\"},{\"type\":\"text\",\"text\":\"A"
            + " \"},{\"type\":\"output_text\",\"text\":\"fox.\"}]}}]}",
        "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"A"
            + " fox.\"}]}}]}",
        "{\"choices\":[{\"message\":{\"content\":[\"A fox.\"]}}]}",
        "{\"choices\":[{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"A fox.\"}}}]}",
        "{\"choices\":[{\"message\":{\"reasoning_content\":\"hm\",\"content\":\"A fox.\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"\"}},{\"message\":{\"content\":\"A fox.\"}}]}",
        "{\"choices\":[{\"text\":\"A fox.\"}]}",
        "{\"message\":{\"role\":\"assistant\",\"content\":\"A fox.\"},\"done\":true}",
        "{\"output\":[{\"type\":\"reasoning\",\"content\":[]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"A"
            + " fox.\"}]}]}",
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"A \"}}]}\n\n"
            + "data: {\"choices\":[{\"delta\":{\"content\":\"fox.\"}}]}\n\n"
            + "data: [DONE]\n\n",
        "\uFEFF\n"
            + " {\"choices\":[{\"message\":{\"content\":\"**Enhanced Prompt:** \\\"A fox.\\\"\"}}]}"
      })
  void the_prompt_is_found(String body) throws Exception {
    try (Rig rig = new Rig()) {
      rig.answer(Rig.json(body));
      assertThat(rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried()))
          .isEqualTo("A fox.");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[{\"message\":{\"content\":\"<think>hm\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":null,\"reasoning_content\":\"A fox.\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"\",\"reasoning\":\"A fox.\"}}]}",
        "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\",\"thinking\":\"A"
            + " fox.\"}]}}]}",
        "{\"choices\":[{\"message\":{\"content\":[]}}]}",
        "{\"choices\":[{\"message\":{\"content\":\"```\\n```\"}}]}"
      })
  void reasoning_alone_is_no_better_prompt(String body) {
    try (Rig rig = new Rig()) {
      rig.answer(Rig.json(body));
      JobException failure =
          catchThrowableOfType(
              JobException.class,
              () -> rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried()));
      assertThat(failure).hasMessageContaining("no better prompt");
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
      assertThat(rig.events).contains("chat empty");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "think",
    "think-end",
    "harmony",
    "fence",
    "label",
    "greeting",
    "quotes",
    "tokens",
    "json",
    "parts"
  })
  void each_behaviour_of_the_fake_provider_gives_a_clean_prompt(String name) throws Exception {
    try (FakeProvider fake = new FakeProvider(0, Map.of("chat", name));
        Rig rig = new Rig(settings -> TestSettings.of(Rig.KEY, fake.baseUrl()))) {
      String prompt = rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried());
      assertThat(prompt).isEqualTo("Enhanced: " + Dresses.plain().prompts().base());
    }
  }
}
