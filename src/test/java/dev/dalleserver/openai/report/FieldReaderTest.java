package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldReaderTest {
  private static List<String> read(String text) {
    return FieldReader.read(text).stream()
        .map(field -> String.join(".", field.path()) + "=" + field.text())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\":{\"b\":[\"it is\",1,true,null]}}|a.b=it is;a.b=1;a.b=true",
        "{\"a\":1}|a=1",
        "{\"a\":\"it is: None\"}|a=it is: None",
        "{'a': None, 'b': 'it is'}|b=it is",
        "{\"a\":\"{\\\"b\\\":\\\"it is\\\"}\"}|a.b=it is",
        "It is {\"a\": \"so it is\"} here|a=so it is;prefix=It is"
      })
  void the_values_of_an_object_are_read_with_their_places(String text, String values) {
    assertThat(read(text)).containsExactly(values.split(";"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "It is {\"a\": \"bb\"} here",
        "[\"aa\", \"bb\"]",
        "[1, 2]",
        "[\"1 2\"]",
        "\"aa\" \"bb\"",
        "id: it is"
      })
  void lists_and_brackets_that_are_words_are_a_text(String text) {
    assertThat(read(text)).containsExactly("=" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{}", "[[]]", "[{}]", "\uFEFF"})
  void nothing_is_read_where_no_value_is(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void each_event_is_read() {
    assertThat(read("event: error\ndata: {\"a\":1}\n\ndata: {\"b\":\"it is\"}\n\ndata: [DONE]"))
        .containsExactly("a=1", "b=it is", "=[DONE]");
    assertThat(FieldReader.read("data: it is\n\ndata: so it is").stream().map(ReportField::object))
        .doesNotHaveDuplicates();
  }

  @Test
  void what_is_read_is_bounded() {
    assertThat(read("{\"a\":[" + "1,".repeat(2_000) + "1]}")).hasSize(1_000);
    assertThat(read("x".repeat(5_000))).containsExactly("=" + "x".repeat(4_000));
    String text = "it is";
    for (int i = 0; i < 9; i++) {
      text = TextNode.valueOf(text).toString();
    }
    assertThat(read(text)).singleElement().asString().startsWith("=\"").contains("it is");
  }
}
