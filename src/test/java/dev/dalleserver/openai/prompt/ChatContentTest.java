package dev.dalleserver.openai.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatContentTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void events_are_one_answer_with_the_text_the_end_and_the_usage_of_all() throws Exception {
    JsonNode answer =
        joined(
            "{'choices':[{'delta':{'content':'A '}}],'error':null}",
            "{'choices':[{'delta':{'content':'fox.'},'finish_reason':'length'}]}",
            "{'choices':[],'usage':{'total_tokens':7}}",
            "{'id':'x'}");
    assertThat(ChatContent.isAnswer(answer)).isTrue();
    assertThat(ChatContent.text(answer)).isEqualTo("A fox.");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void events_without_usage_tell_none() throws Exception {
    assertThat(joined("{'choices':[{'delta':{'content':'A fox.'}}]}").has("usage")).isFalse();
  }

  @Test
  void an_error_among_the_events_is_the_answer() throws Exception {
    JsonNode answer =
        joined(
            "{'choices':[{'delta':{'content':'A '}}]}",
            "{'error':{'message':'out of credit'}}",
            "{'choices':[{'delta':{'content':'fox.'}}]}");
    assertThat(ChatContent.isAnswer(answer)).isFalse();
    assertThat(answer.at("/error/message").asText()).isEqualTo("out of credit");
  }

  @Test
  void events_without_a_message_are_no_answer() throws Exception {
    assertThat(ChatContent.isAnswer(joined("{'id':'x'}"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[{'message':{}}]}",
        "{'choices':[{'text':''}]}",
        "{'message':{'content':null}}",
        "{'output_text':''}",
        "{'output':[{'content':[]}]}"
      })
  void an_answer_with_an_empty_message_is_one(String answer) throws Exception {
    assertThat(ChatContent.isAnswer(read(answer))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'choices':[]}",
        "{'choices':[{'message':'A fox.'}]}",
        "{'message':'not found'}",
        "{'output_text':1}",
        "{'output':[{'type':'image'}]}"
      })
  void other_json_is_no_answer(String answer) throws Exception {
    assertThat(ChatContent.isAnswer(read(answer))).isFalse();
  }

  private static JsonNode joined(String... events) throws IOException {
    String body =
        Stream.of(events)
            .map(event -> "data: " + event.replace('\'', '"') + "\n\n")
            .collect(Collectors.joining());
    return ChatContent.joined(JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode read(String answer) throws IOException {
    return ChatContent.joined(JSON, answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
