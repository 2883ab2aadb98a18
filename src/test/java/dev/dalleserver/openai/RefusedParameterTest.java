package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.jobs.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model does not take is left out, or replaced, once and for good. */
class RefusedParameterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An unknown model: it is sent n, size, quality and response_format. */
  private static Rig rig() {
    return new Rig(
        settings -> TestSettings.withModels(settings, "some-chat", "some-images", "high"));
  }

  private static MockResponse answer(int status, String body) {
    return new MockResponse.Builder().code(status).body(body).build();
  }

  private static List<JsonNode> bodies(Rig rig) throws Exception {
    List<JsonNode> bodies = new ArrayList<>();
    while (bodies.size() < rig.server.getRequestCount()) {
      bodies.add(JSON.readTree(rig.server.takeRequest().getBody().utf8()));
    }
    return bodies;
  }

  private static Arguments row(int status, String name, String value, String body) {
    return Arguments.of(status, name, value, body);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        row(400, "size", "", "{'error':{'message':'Bad','param':'size','code':'invalid_value'}}"),
        row(
            400,
            "quality",
            "",
            "{'error':{'message':'Unknown parameter:"
                + " \\u0027quality\\u0027.','param':'None','code':'None'}}"),
        row(
            400,
            "size",
            "",
            "{'error':{'message':'Unrecognized request argument supplied:"
                + " size','param':null,'code':null}}"),
        row(
            400,
            "size",
            "",
            "{'code':'Client specified an invalid argument','error':'Argument not supported:"
                + " size'}"),
        row(
            422,
            "response_format",
            "",
            "{'detail':[{'type':'extra_forbidden','loc':['body','response_format'],'msg':'Extra"
                + " inputs are not permitted','input':'b64_json'}]}"),
        row(
            422,
            "quality",
            "",
            "{'detail':[{'loc':['body','quality'],'msg':'extra fields not"
                + " permitted','type':'value_error.extra'}]}"),
        row(
            422,
            "n",
            "",
            "{'detail':[{'loc':['body','n'],'msg':'unexpected value','type':'value_error'}]}"),
        row(400, "n", "", "{'error':'n is not supported by this model'}"),
        row(400, "size", "", "{'errors':[{'message':'invalid value for size'}]}"),
        row(400, "size", "", "{'errors':{'size':['The size is not a valid choice.']}}"),
        row(
            400,
            "quality",
            "",
            "{'success':false,'issues':[{'code':'unrecognized_keys','keys':['quality'],'path':[],'message':'Unrecognized"
                + " key(s) in object: quality'}]}"),
        row(400, "response_format", "", "response format b64_json is not supported"),
        row(400, "response_format", "", "{'message':{'text':'responseFormat must be url'}}"),
        row(
            404,
            "quality",
            "",
            "{'error':{'message':'The parameter quality is not available for this endpoint'}}"),
        row(500, "size", "", "{'error':{'message':'size is not supported','code':500}}"),
        row(501, "quality", "", "{'error':'unsupported quality'}"),
        row(
            403,
            "quality",
            "",
            "{'error':{'message':'quality is not supported on this plan of models'}}"),
        row(200, "quality", "", "{'error':{'message':'Unknown parameter: quality'}}"),
        row(
            400,
            "response_format",
            "",
            "{'error':{'message':'Provider returned"
                + " error','metadata':{'raw':'{\\u0022error\\u0022:{\\u0022message\\u0022:\\u0022Unknown"
                + " parameter: response_format\\u0022}}'}}}"),
        row(
            400,
            "size",
            "",
            "{'type':'about:blank','title':'Bad Request','detail':'Resolution is not supported for"
                + " this model','status':400}"),
        row(
            400,
            "size",
            "1920x1920",
            "{'error':{'code':'InvalidParameter','message':'The parameter `size` specified in the"
                + " request is not valid: image size must be at least 3686400 pixels. Request id:"
                + " 0217612345678','param':'size','type':'BadRequest'}}"),
        row(
            400,
            "size",
            "1024x1792",
            "{'error':{'message':'Invalid value: \\u00271024x1024\\u0027. Supported values are:"
                + " \\u00271024x1792\\u0027 and \\u0027640x1792\\u0027.','param':'size'}}"),
        row(
            422,
            "size",
            "512x512",
            "{'detail':[{'loc':['body','size'],'msg':'must be one of [\\u0027512x512\\u0027]'}]}"),
        row(400, "size", "768x768", "must be one of ['768x768']"),
        row(400, "size", "512x512", "{'error':'width and height must be at most 512'}"),
        row(
            400,
            "size",
            "1024*1536",
            "{'message':'size must be in 1024*1536, 1536*1024','code':'InvalidParameter'}"),
        row(
            400,
            "quality",
            "hd",
            "{'error':{'message':'Invalid value: \\u0027high\\u0027. Supported values are:"
                + " \\u0027standard\\u0027 and"
                + " \\u0027hd\\u0027.','param':'quality','code':'invalid_value'}}"),
        row(
            400,
            "quality",
            "auto",
            "{'error':{'message':'quality must be one of auto, low','param':null}}"));
  }

  @ParameterizedTest(name = "{0} {3}")
  @MethodSource("refusals")
  void it_ends_in_a_picture(int status, String name, String value, String body) throws Exception {
    try (Rig rig = rig()) {
      rig.answer(answer(status, body.startsWith("{") ? body.replace('\'', '"') : body));
      rig.answer(Rig.picture(), Rig.picture());
      rig.paint();
      rig.paint();
      List<JsonNode> bodies = bodies(rig);
      assertThat(bodies).hasSize(3);
      assertThat(bodies.get(0).has(name)).isTrue();
      assertThat(bodies.get(1)).isEqualTo(bodies.get(2));
      assertThat(bodies.get(1).path(name).asText("")).isEqualTo(value);
      bodies
          .get(0)
          .fieldNames()
          .forEachRemaining(
              other -> assertThat(other.equals(name) || bodies.get(1).has(other)).isTrue());
      assertThat(rig.events).doesNotContain("image retry");
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "400|{\"error\":{\"message\":\"Your request was rejected by the safety"
            + " system.\",\"code\":\"moderation_blocked\"}}",
        "400|{\"error\":{\"message\":\"The prompt is too long: its size must be at most"
            + " 1000\",\"param\":\"prompt\"}}",
        "400|{\"error\":{\"message\":\"Prompt size exceeds the maximum\"}}",
        "400|{\"error\":{\"message\":\"Your prompt contains a word of size not allowed\"}}",
        "400|{\"error\":{\"message\":\"The quality of the prompt is invalid\"}}",
        "413|{\"error\":\"Request size is not allowed\"}",
        "429|{\"error\":{\"message\":\"You exceeded your current quota, size matters"
            + " not\",\"code\":\"insufficient_quota\"}}",
        "402|{\"error\":{\"message\":\"Insufficient credits for this size\"}}",
        "404|{\"error\":{\"message\":\"The model some-images does not exist, or quality is not for"
            + " you\",\"code\":\"model_not_found\"}}",
        "401|{\"error\":{\"message\":\"Invalid API key of size 12\"}}",
        "400|{\"error\":{\"message\":\"Invalid value: model\",\"param\":\"model\"}}",
        "400|{\"error\":{\"message\":\"size is required\"}}",
        "422|{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"Input should be a valid"
            + " string\",\"input\":{\"size\":\"1024x1024\",\"quality\":\"is not in snow\"}}]}",
        "400|{\"error\":{\"message\":\"no\",\"code\":\"invalid_value\"}}"
      })
  void a_refusal_of_something_else_leaves_nothing_out(int status, String body) throws Exception {
    try (Rig rig = rig()) {
      rig.always(answer(status, body));
      catchThrowableOfType(JobException.class, rig::paint);
      assertThat(bodies(rig)).as(body).hasSize(1);
    }
  }

  @Test
  void a_model_that_refuses_everything_is_asked_once_for_each_parameter() throws Exception {
    try (Rig rig = rig()) {
      rig.always(answer(400, "{\"error\":\"size, quality, n and response_format are unknown\"}"));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure).hasMessageContaining("are unknown");
      assertThat(failure.mayHaveCost()).isFalse();
      List<JsonNode> bodies = bodies(rig);
      assertThat(bodies).hasSize(5);
      assertThat(bodies.get(4).size()).isEqualTo(2);
    }
  }

  @Test
  void a_value_that_is_refused_too_is_left_out() throws Exception {
    try (Rig rig = rig()) {
      MockResponse refusal =
          answer(400, "{\"error\":\"size must be one of ['512x512', '256x256']\"}");
      rig.answer(refusal, refusal, Rig.picture());
      rig.paint();
      List<JsonNode> bodies = bodies(rig);
      assertThat(bodies.get(1).path("size").asText()).isEqualTo("512x512");
      assertThat(bodies.get(2).has("size")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"none, ''", "auto, auto", "640x448, 640x448"})
  void the_operators_size_is_sent(String setting, String expected) throws Exception {
    try (Rig rig = new Rig(settings -> TestSettings.withSize(settings, setting))) {
      rig.answer(Rig.picture());
      rig.paint();
      assertThat(bodies(rig).get(0).path("size").asText("")).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "400|{\"error\":{\"message\":\"Developer instruction is not enabled for"
            + " models/some-chat\",\"status\":\"INVALID_ARGUMENT\"}}",
        "400|{\"error\":{\"message\":\"Unsupported value: 'messages[0].role' does not support"
            + " 'system' with this"
            + " model.\",\"param\":\"messages[0].role\",\"code\":\"unsupported_value\"}}",
        "400|{\"error\":{\"message\":\"System role not supported\"}}",
        "500|{\"error\":\"Conversation roles must alternate user/assistant/user/assistant/...\"}",
        "422|{\"detail\":[{\"loc\":[\"body\",\"messages\",0,\"role\"],\"msg\":\"unexpected value;"
            + " permitted: 'user', 'assistant'\"}]}",
        "400|system messages are not supported by this model"
      })
  void a_system_message_that_is_refused_becomes_a_part_of_the_users(int status, String body)
      throws Exception {
    try (Rig rig = rig()) {
      rig.answer(answer(status, body));
      MockResponse good = Rig.json("{\"choices\":[{\"message\":{\"content\":\"An otter.\"}}]}");
      rig.answer(good, good);
      rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried());
      rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried());
      List<JsonNode> bodies = bodies(rig);
      assertThat(bodies).hasSize(3);
      JsonNode messages = bodies.get(1).path("messages");
      assertThat(messages).hasSize(1);
      assertThat(messages.path(0).path("role").asText()).isEqualTo("user");
      assertThat(messages.path(0).path("content").asText())
          .startsWith(bodies.get(0).path("messages").path(0).path("content").asText())
          .endsWith(bodies.get(0).path("messages").path(1).path("content").asText());
      assertThat(bodies.get(2)).isEqualTo(bodies.get(1));
    }
  }

  @Test
  void a_temperature_that_is_refused_is_left_out() throws Exception {
    try (Rig rig = rig()) {
      rig.answer(
          answer(
              400,
              "{\"error\":{\"message\":\"temperature does not support 0.8 with this model\"}}"),
          Rig.json("{\"choices\":[{\"message\":{\"content\":\"An otter.\"}}]}"));
      rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried());
      assertThat(bodies(rig).get(1).has("temperature")).isFalse();
    }
  }
}
