package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.pricing.TokenUsage;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageReaderTest {
  private static Optional<TokenUsage> read(String answer) throws JsonProcessingException {
    return UsageReader.ofAnswer(new JsonMapper().readTree(answer.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'input_tokens':5,'output_tokens':7,'total_tokens':13,"
            + "'input_tokens_details':{'text_tokens':2,'image_tokens':3}}|5|2|3|7|13",
        "{'prompt_tokens':5,'completion_tokens':7,"
            + "'prompt_tokens_details':{'text_tokens':2,'image_tokens':3}}|5|2|3|7|12",
        "{'input_tokens':5,'input_tokens_details':{'image_tokens':9}}|5|0|5|0|5",
        "{'input_tokens':'5','output_tokens':'0000000007'}|5|0|0|7|12",
        "{'input_tokens':'00000000005','output_tokens':'7 tokens'}|0|0|0|0|0",
        "{'input_tokens':-5,'output_tokens':7.9}|0|0|0|7|7",
        "{'input_tokens':99999999999,'output_tokens':1}|2147483647|0|0|1|2147483648",
        "{'input_tokens':1e30,'prompt_tokens':3,'output_tokens':true}|3|0|0|0|3"
      })
  void tokens_are_read_in_the_words_of_both_apis(
      String usage, long input, long text, long image, long output, long total) throws Exception {
    TokenUsage expected = new TokenUsage(input, text, image, output, total);
    assertThat(read("{'usage':" + usage + "}")).contains(expected);
    assertThat(read("{'response':{'usage':" + usage + "}}")).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'usage':{}}",
        "{'usage':null}",
        "{'usage':7}",
        "{'response':{'usage':[1]}}"
      })
  void an_answer_without_usage_tells_none(String answer) throws Exception {
    assertThat(read(answer)).isEmpty();
  }
}
