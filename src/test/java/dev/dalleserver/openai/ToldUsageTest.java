package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.TokenUsage;
import dev.dalleserver.pricing.UsageListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever becomes of an answer to a chat call, its usage is told. */
class ToldUsageTest {
  private static final String USAGE =
      "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5,\"total_tokens\":12}";

  private final Rig rig = new Rig();
  private final List<TokenUsage> told = new ArrayList<>();

  @AfterEach
  void close() {
    rig.close();
  }

  private void enhance() {
    UsageListener listener =
        new UsageListener() {
          @Override
          public void onUsage(TokenUsage usage) {
            told.add(usage);
          }
        };
    try {
      rig.provider.enhancer().enhance(Dresses.plain(), listener, rig.unhurried());
    } catch (JobException | CancelledException refused) {
      // An answer that is of no use is paid for too.
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'choices':[{'message':{'content':'An otter.'}}],USAGE}",
        "{USAGE,'choices':[{'message':{'content':'An otter.'}}]}",
        "{'choices':[{'message':{'content':''}}],USAGE}",
        "{'choices':[{'message':{'content':null,'refusal':'No.'}}],USAGE}",
        "{'choices':[{'message':{'content':'x'},'finish_reason':'content_filter'}],USAGE}",
        "{'choices':[],USAGE}",
        "{'error':{'message':'out of luck'},USAGE}",
        "data: {'choices':[{'delta':{'content':'An otter.'}}]}\\n"
            + "\\n"
            + "data: {'choices':[],USAGE}\\n"
            + "\\n"
      })
  void of_any_answer(String answer) {
    rig.answer(Rig.json(answer.replace("\\n", "\n").replace("USAGE", USAGE).replace('\'', '"')));
    enhance();
    assertThat(told).startsWith(new TokenUsage(7, 0, 0, 5, 12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'input_tokens':'7','output_tokens':5.0} | 7 | 5",
        "{'prompt_tokens':7,'completion_tokens':-5} | 7 | 0",
        "{'prompt_tokens':99999999999,'completion_tokens':null} | 2147483647 | 0",
        "{'prompt_tokens':{},'completion_tokens':'many'} | 0 | 0"
      })
  void in_odd_forms(String usage, long input, long output) {
    String answer = "{'choices':[{'message':{'content':'An otter.'}}],'usage':" + usage + "}";
    rig.answer(Rig.json(answer.replace('\'', '"')));
    enhance();
    assertThat(told)
        .singleElement()
        .satisfies(
            tokens -> {
              assertThat(tokens.input()).isEqualTo(input);
              assertThat(tokens.output()).isEqualTo(output);
            });
  }
}
