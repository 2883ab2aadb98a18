package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.picture.SeriesName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each member of a definition is checked, and all problems are told at once. */
class SeriesValidatorTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static AttributeDatabases databases;

  @BeforeAll
  static void load() throws Exception {
    databases = AttributeDatabases.load(Path.of("no-such-folder"));
  }

  private static List<String> problems(String json) throws Exception {
    return SeriesValidator.problems(SeriesName.parse("bears"), JSON.readTree(json), databases);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"suffix\":\"bears\"}",
        "{\"suffix\":\"BEARS\"}",
        "{\"purpose\":\"\",\"version\":\"x\"}",
        "{\"colorLimit\":0}",
        "{\"colorLimit\":2147483647}",
        "{\"source\":\"user\",\"modifiedAt\":\"2026-01-02T03:04:05Z\"}",
        "{\"nouns\":[]}",
        "{\"nouns\":[\"none\"]}",
        "{\"purpose\":\"\uD83D\uDC3B \uE000\"}"
      })
  void what_can_be_used_has_no_problem(String json) throws Exception {
    assertThat(problems(json)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"suffix\":\"owls\"}|suffix must be \"bears\" as in the path, not \"owls\"",
        "{\"suffix\":1}|suffix must be \"bears\" as in the path, not 1",
        "{\"purpose\":1}|purpose must be a string, not 1",
        "{\"version\":null}|version must be a string, not null",
        "{\"colorLimit\":-1}|colorLimit must be a whole number from 0, not -1",
        "{\"colorLimit\":1.5}|colorLimit must be a whole number from 0, not 1.5",
        "{\"colorLimit\":\"2\"}|colorLimit must be a whole number from 0, not \"2\"",
        "{\"source\":1}|source must be a string, which has no effect, not 1",
        "{\"modifiedAt\":1}|modifiedAt must be a string, which has no effect, not 1",
        "{\"other\":1}|other is not a field of a series",
        "{\"nouns\":\"bear\"}|nouns must be a list of strings that are not empty, not \"bear\"",
        "{\"nouns\":[\"\"]}|nouns must be a list of strings that are not empty, not [\"\"]",
        "{\"nouns\":[\"bear\",1]}|nouns must be a list of strings that are not empty, not"
            + " [\"bear\",1]",
        "{\"nouns\":[\"no-such-noun\"]}|nouns lets nothing through: no record contains any of"
            + " [\"no-such-noun\"]"
      })
  void what_cannot_be_used_is_told(String json, String problem) throws Exception {
    assertThat(problems(json)).containsExactly(problem);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xD800, 0xDBFF, 0xDC00, 0xDFFF})
  void half_of_a_character_is_no_text(int surrogate) throws Exception {
    ObjectNode json = JSON.createObjectNode().put("purpose", "x" + (char) surrogate);
    assertThat(SeriesValidator.problems(SeriesName.parse("bears"), json, databases))
        .hasSize(1)
        .allMatch(problem -> problem.startsWith("purpose must be a string, not "));
  }

  @Test
  void all_problems_are_told_in_the_order_of_the_members() throws Exception {
    assertThat(problems("{\"other\":1,\"nouns\":1,\"purpose\":2}"))
        .extracting(problem -> problem.split(" ", 2)[0])
        .containsExactly("other", "nouns", "purpose");
  }

  @Test
  void what_is_long_is_cut_after_60_characters() throws Exception {
    assertThat(problems("{\"" + "x".repeat(60) + "\":1}"))
        .containsExactly("x".repeat(60) + " is not a field of a series");
    assertThat(problems("{\"" + "x".repeat(61) + "\":1}"))
        .containsExactly("x".repeat(60) + "... is not a field of a series");
  }

  @Test
  void a_database_takes_500_filters_and_no_more() throws Exception {
    String noun = databases.get("nouns").records().get(0).split(",", 2)[0];
    List<String> most = Collections.nCopies(500, noun);
    ObjectNode json = JSON.createObjectNode();
    json.set("nouns", JSON.valueToTree(most));
    assertThat(problems(json.toString())).isEmpty();
    json.withArray("nouns").add(noun);
    assertThat(problems(json.toString()))
        .containsExactly("nouns has 501 filters; at most 500 are taken");
  }

  @Test
  void a_filter_has_200_characters_and_no_more() throws Exception {
    String longest = "x".repeat(200);
    assertThat(problems("{\"nouns\":[\"" + longest + "\"]}"))
        .hasSize(1)
        .allMatch(problem -> problem.startsWith("nouns lets nothing through: "));
    assertThat(problems("{\"nouns\":[\"" + longest + "x\"]}"))
        .containsExactly("nouns has a filter of more than 200 characters");
  }
}
