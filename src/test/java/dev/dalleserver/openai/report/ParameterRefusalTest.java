package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterRefusalTest {
  private static final Map<String, String> SENT = sent();

  /** Parameters in the order of a request. */
  private static Map<String, String> sent() {
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("model", "gpt-image-1");
    sent.put("prompt", "A red fox");
    sent.put("size", "1024x1024");
    sent.put("quality", "high");
    sent.put("style", "ultra-vivid");
    sent.put("n", "1");
    sent.put("output_format", "png");
    return Collections.unmodifiableMap(sent);
  }

  private static ErrorReport report(String body) {
    return ErrorReport.of(400, body.replace('\'', '"'), false);
  }

  private static ErrorReport saying(String sentence) {
    return report("{'error':{'message':'" + sentence + "'}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'error':{'message':'it is wrong','param':'quality'}}|quality",
        "{'error':{'message':'it is wrong','param':'outputFormat'}}|output_format",
        "{'detail':[{'loc':['body','style'],'msg':'it is wrong'}]}|style",
        "{'errors':{'size':['it is wrong']}}|size",
        "{'message':'Unknown parameter: `output_format`.'}|output_format",
        "{'message':'The quality is not supported here'}|quality",
        "{'message':'The output format is not supported'}|output_format",
        "{'message':'The resolution is too large for it'}|size",
        "{'message':'This model makes only one of ultra-vivid and others'}|style",
        "{'message':'It cannot be `high` today'}|quality",
        "{'message':'Only 512x512 is supported'}|size",
        "{'message':'The quality and the size are not supported'}|quality",
        "{'message':'Your prompt is not allowed with `style`'}|style",
        "{'message':'It did not work. The style is unknown. Sorry'}|style",
        "{'message':'The style is unknown. Supported parameters are size and quality'}|style"
      })
  void the_parameter_is_found_wherever_it_is_named(String body, String parameter) {
    assertThat(ParameterRefusal.find(report(body), SENT)).contains(parameter);
    assertThat(ParameterRefusal.findAll(report(body), SENT)).startsWith(parameter);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'message':'The size is not supported','param':'model'}}",
        "{'error':{'message':'The size is not supported','code':'insufficient_quota'}}",
        "{'message':'The size of the prompt is too large'}",
        "{'message':'The request size exceeds a limit'}",
        "{'message':'Your prompt of a picture in high quality is too long'}",
        "{'message':'We like the size and the quality'}",
        "{'message':'quality'}",
        "{'message':'field is required'}",
        "{'message':'highly unsupported things'}",
        "{'message':'Supported parameters: size, quality'}",
        "{}"
      })
  void what_is_about_something_else_refuses_no_parameter(String body) {
    assertThat(ParameterRefusal.find(report(body), SENT)).isEmpty();
    assertThat(ParameterRefusal.findAll(report(body), SENT)).isEmpty();
  }

  @Test
  void a_list_of_problems_refuses_each_parameter_that_it_names_once() {
    assertThat(
            ParameterRefusal.findAll(
                report(
                    "{'detail':[{'loc':['body','style'],'msg':'it is wrong'},"
                        + "{'loc':['body','prompt'],'msg':'it is wrong'},"
                        + "{'loc':['body','quality'],'msg':'it is wrong'},"
                        + "{'loc':['body','mood'],'msg':'it is wrong'}]}"),
                SENT))
        .containsExactly("style", "quality");
    assertThat(
            ParameterRefusal.findAll(
                saying(
                    "2 validation errors for Request\\n style\\n  not permitted\\noutput_format\\n"
                        + "  not permitted"),
                SENT))
        .containsExactly("style", "output_format");
    assertThat(ParameterRefusal.findAll(saying("It does not take\\nstyle\\noutput_format"), SENT))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "The size is not supported,true",
    "The system role is not supported,true",
    "CUDA out of memory: size 1024x1024 is too large,false",
    "The size is not supported; try again,false",
    "Something is not supported,false"
  })
  void whatever_the_status_a_common_parameter_may_be_refused(String sentence, boolean refused) {
    assertThat(ParameterRefusal.isOne(saying(sentence))).isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'error':{'message':'System messages are not supported'}}|true",
        "{'error':{'message':'it is wrong','param':'messages[0].role'}}|true",
        "{'error':{'message':'A system message is here'}}|false",
        "{'error':{'message':'It is not supported'}}|false",
        "{'error':{'message':'System messages are not supported','code':'invalid_api_key'}}|false"
      })
  void a_refusal_of_system_messages_is_known(String body, boolean refused) {
    assertThat(ParameterRefusal.isOfSystemMessage(report(body))).isEqualTo(refused);
  }

  @Test
  void an_empty_report_refuses_nothing() {
    assertThat(ParameterRefusal.find(ErrorReport.NONE, SENT)).isEmpty();
    assertThat(ParameterRefusal.findAll(ErrorReport.NONE, SENT)).isEqualTo(List.of());
    assertThat(ParameterRefusal.isOne(ErrorReport.NONE)).isFalse();
  }
}
