package dev.dalleserver.openai.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolledTaskTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      nullValues = "-",
      value = {
        "200|{'task_id':'t-1','status':'queued'}|t-1|queued",
        "200|{'task_id':'t-1'}|t-1|",
        "200|{'state':'in progress','id':'x'}|x|in progress",
        "200|{'name':'models/m/operations/op-1'}|models/m/operations/op-1|",
        "200|{'id':'p-1','urls':{'get':'https://x.example/p-1'}}|p-1|",
        "200|{'polling_url':'https://x.example/p-1'}||",
        "200|{'id':'x','status':'pending','request_id':'r-1'}|r-1|pending",
        "202|{'request_id':'r-1'}|r-1|",
        "202|{'data':'d-1'}|d-1|",
        "202|{'data':'not an id'}||",
        "202|{}||"
      })
  void a_task_is_known_by_its_id_its_state_or_where_to_ask_for_it(
      int status, String body, String id, String state) {
    assertThat(PolledTask.find(status, FieldReader.read(body.replace('\'', '"'))))
        .contains(new PolledTask(id == null ? "" : id, state == null ? "" : state));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "200|{'request_id':'r-1'}",
        "200|{'id':'x','data':'d-1'}",
        "200|{'name':'fox'}",
        "200|{'status':'succeeded'}",
        "200|{'urls':{'stream':'https://x.example/p-1'}}",
        "202|{'task_id':'t-1','status':'failed'}"
      })
  void other_answers_are_no_task(int status, String body) {
    assertThat(PolledTask.find(status, FieldReader.read(body.replace('\'', '"')))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "200,Operation-Location,https://x.example/operations/t-17?api-version=1,t-17",
    "200,Azure-AsyncOperation,https://x.example/operations/t-17//,t-17",
    "201,Location,/v1/predictions/t-17,t-17",
    "202,Location,t-17#part,t-17"
  })
  void a_header_names_the_task(int status, String name, String url, String id) {
    assertThat(PolledTask.idInHeaders(status, Map.of(name, url)::get)).contains(id);
  }

  @Test
  void a_location_of_a_result_and_an_empty_one_name_no_task() {
    assertThat(PolledTask.idInHeaders(200, Map.of("Location", "/pictures/7")::get)).isEmpty();
    assertThat(PolledTask.idInHeaders(202, Map.of("Location", "?a=b")::get)).isEmpty();
  }
}
