package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Whatever mixture of forms wraps a sentence, it is found. */
class ToldSentenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What servers put into the innermost place. */
  private static final List<UnaryOperator<String>> FORMS =
      List.of(
          text -> text,
          text -> quoted(text),
          text -> "{\"error\":" + quoted(text) + "}",
          text ->
              "{\"error\":{\"message\":"
                  + quoted(text)
                  + ",\"type\":\"x\",\"param\":null,\"code\":\"y\"}}",
          text -> "{\"detail\":" + quoted(text) + "}",
          text ->
              "{\"detail\":[{\"type\":\"t\",\"loc\":[\"body\",\"size\"],\"msg\":"
                  + quoted(text)
                  + ",\"input\":{\"prompt\":\"a red fox in"
                  + " snow\"},\"url\":\"https://errors.example/t\"}]}",
          text ->
              "[{\"error\":{\"code\":400,\"message\":"
                  + quoted(text)
                  + ",\"status\":\"INVALID_ARGUMENT\"}}]",
          text -> "{\"errors\":[{\"message\":" + quoted(text) + "}]}",
          text -> "{\"errors\":[" + quoted(text) + "]}",
          text -> "{\"errors\":{\"size\":[" + quoted(text) + "]}}",
          text ->
              "{\"success\":false,\"issues\":[{\"code\":\"invalid_type\",\"path\":[\"n\"],\"message\":"
                  + quoted(text)
                  + "}]}",
          text -> "{\"message\":{\"en\":" + quoted(text) + "}}",
          text ->
              "{\"base_resp\":{\"status_code\":1026,\"status_msg\":"
                  + quoted(text)
                  + "},\"data\":null}",
          text ->
              "{\"error\":{\"message\":\"Provider returned"
                  + " error\",\"code\":400,\"metadata\":{\"raw\":"
                  + quoted(text)
                  + ",\"provider_name\":\"Some One\"}}}",
          text -> "{\"error\":\"invalid_request\",\"error_description\":" + quoted(text) + "}",
          text ->
              "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":"
                  + quoted(text)
                  + "}",
          text ->
              "{\"timestamp\":\"2026-01-01 10:00\",\"status\":400,\"error\":\"Bad"
                  + " Request\",\"message\":"
                  + quoted(text)
                  + ",\"path\":\"/v1/images/generations\"}",
          text -> "{\"outer\":{\"inner\":[{\"why\":" + quoted(text) + "}]}}",
          text ->
              "<?xml version=\"1.0\"?><Error><Code>InvalidArgument</Code><Message>"
                  + escaped(text)
                  + "</Message><RequestId>1</RequestId></Error>",
          text ->
              "<html><head><title>"
                  + escaped(text)
                  + "</title></head><body><center><h1>x</h1></center><hr>nginx</body></html>",
          text -> "data: {\"error\":{\"message\":" + quoted(text) + "}}\n\ndata: [DONE]\n\n",
          text ->
              "litellm.BadRequestError: OpenAIException - {\"error\":{\"message\":"
                  + quoted(text)
                  + "}}",
          text -> "{'error': {'message': '" + text + "', 'param': None, 'code': None}}",
          text ->
              "Traceback (most recent call last):\n  File \"x.py\", line 1\nValueError: " + text,
          text -> "\uFEFF\n\n  {\"code\":1,\"msg\":" + quoted(text) + "} trailing");

  /** What servers put around an answer of another server. */
  private static final List<UnaryOperator<String>> WRAPPERS =
      List.of(
          inner -> "{\"error\":{\"message\":" + quoted(inner) + "}}",
          inner -> "{\"detail\":" + quoted(inner) + "}",
          inner ->
              "{\"error\":{\"message\":\"Provider returned error\",\"metadata\":{\"raw\":"
                  + quoted(inner)
                  + "}}}",
          inner -> "{\"error\":" + quoted("Error code: 400 - " + inner) + "}",
          inner ->
              "{\"request\":{\"prompt\":\"a red fox in snow\"},\"result\":{\"reason\":"
                  + quoted(inner)
                  + "}}",
          inner -> inner);

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  @Provide
  Arbitrary<String> sentences() {
    return Arbitraries.of(
            "size",
            "the",
            "picture",
            "is",
            "too",
            "small",
            "for",
            "Seedream",
            "at",
            "least",
            "3686400",
            "pixels",
            "prompt",
            "must",
            "not",
            "exceed",
            "moon",
            "(really)",
            "5.8",
            "größer",
            "naïve")
        .list()
        .ofMinSize(3)
        .ofMaxSize(12)
        .map(words -> "Sorry: " + String.join(" ", words) + ".");
  }

  @Provide
  Arbitrary<UnaryOperator<String>> forms() {
    return Arbitraries.of(FORMS);
  }

  @Provide
  Arbitrary<UnaryOperator<String>> wrappers() {
    return Arbitraries.of(WRAPPERS);
  }

  @Property(tries = 1_500)
  @Tag("slow")
  void the_sentence_is_told(
      @ForAll("sentences") String sentence,
      @ForAll("forms") UnaryOperator<String> form,
      @ForAll("wrappers") UnaryOperator<String> wrapper,
      @ForAll("wrappers") UnaryOperator<String> outer) {
    String body = outer.apply(wrapper.apply(form.apply(sentence)));
    assertThat(ErrorReport.of(422, body, false).sentence())
        .as(body)
        .contains(sentence)
        .doesNotContain("red fox");
    assertThat(ErrorReport.ofSuccess(200, body, true).sentence()).as(body).contains(sentence);
  }

  @Property(tries = 300)
  @Tag("slow")
  void the_sentence_is_told_from_any_nesting(
      @ForAll("sentences") String sentence, @ForAll("paths") List<String> path) {
    com.fasterxml.jackson.databind.JsonNode node = JSON.getNodeFactory().textNode(sentence);
    for (String name : path) {
      if (name.equals("[]")) {
        ArrayNode list = JSON.createArrayNode();
        list.add(node);
        node = list;
      } else {
        ObjectNode object = JSON.createObjectNode();
        object.put("id", 17).set(name, node);
        object.put("flag", true);
        node = object;
      }
    }
    assertThat(ErrorReport.of(400, node.toString(), false).sentence()).contains(sentence);
  }

  @Provide
  Arbitrary<List<String>> paths() {
    return Arbitraries.of(
            "error", "message", "detail", "why", "outer", "[]", "Reason", "statusText", "info")
        .list()
        .ofMinSize(1)
        .ofMaxSize(9);
  }

  @Property(tries = 500)
  @Tag("slow")
  void any_text_gives_a_bounded_report(@ForAll String text) {
    for (String body : List.of(text, "{\"error\":\"" + text, "<a>" + text, "[{" + text)) {
      assertThat(ErrorReport.of(400, body, false).sentence()).hasSizeLessThanOrEqualTo(301);
    }
  }

  @Example
  void what_the_answer_repeats_of_the_request_is_not_told() {
    assertThat(
            ErrorReport.of(
                    400,
                    "{\"error\":{\"message\":\"\",\"input\":\"a red"
                        + " fox\",\"url\":\"https://x.example/a b\"}}",
                    false)
                .sentence())
        .isEmpty();
  }
}
