package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.PictureFacts.AnnotatedFile;
import dev.dalleserver.dress.PictureFacts.Origin;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DalleDressTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final String GENERATED = "output/empty/generated/" + ADDRESS + ".png";
  private static final AnnotatedFile FILE =
      new AnnotatedFile(
          "output/empty/annotated/" + ADDRESS + ".png", 99, 77, 1024, 1200, "#abcdef");
  private static final Origin ORIGIN =
      new Origin("openai", "a-model", "req_1", "https://pictures.example/1", "url", 55);

  private final DalleDress fresh = Words.bundled().dress("empty", ADDRESS);

  @Nested
  class AsJson {
    /** The keys that were added to the contract's. */
    private static final List<String> ADDED =
        List.of(
            "provider",
            "model",
            "providerRequestId",
            "width",
            "height",
            "color",
            "createdAt",
            "phaseMillis");

    @Test
    void has_exactly_the_keys_of_the_contract_and_those_that_were_added() {
      List<String> keys = new ArrayList<>(DressFields.CONTRACT);
      keys.addAll(ADDED);

      assertThat(keys(JSON.valueToTree(fresh))).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(keys(JSON.valueToTree(worn()))).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void has_attributes_with_exactly_the_keys_of_the_contract() {
      assertThat(JSON.<JsonNode>valueToTree(fresh).get("attributes"))
          .hasSize(16)
          .allSatisfy(
              attribute ->
                  assertThat(keys(attribute))
                      .containsExactlyInAnyOrder(
                          "database",
                          "name",
                          "bytes",
                          "number",
                          "factor",
                          "count",
                          "selector",
                          "value"));
    }

    @Test
    void has_no_null_anywhere() throws Exception {
      assertThat(JSON.writeValueAsString(fresh)).doesNotContain("null");
    }

    @Test
    void comes_back_equal() throws Exception {
      assertThat(JSON.readValue(JSON.writeValueAsBytes(fresh), DalleDress.class)).isEqualTo(fresh);
      assertThat(JSON.readValue(JSON.writeValueAsBytes(worn()), DalleDress.class))
          .isEqualTo(worn());
    }

    @Test
    void of_another_version_is_taken_with_more_and_with_less() throws Exception {
      ObjectNode other = JSON.valueToTree(fresh);
      other.put("postscript", "new").remove(ADDED);

      assertThat(JSON.treeToValue(other, DalleDress.class)).isEqualTo(fresh);
    }

    private List<String> keys(JsonNode node) {
      List<String> keys = new ArrayList<>();
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        keys.add(names.next());
      }
      return keys;
    }
  }

  @Test
  void begins_without_a_picture() {
    assertThat(fresh.words().original()).isEqualTo(ADDRESS);
    assertThat(fresh.words().originalName()).isEqualToIgnoringCase(ADDRESS).isNotEqualTo(ADDRESS);
    assertThat(fresh.picture().fileName()).isEqualTo(ADDRESS);
    assertThat(fresh.run().completed()).isFalse();
    assertThat(fresh.picture().annotated().size()).isZero();
    assertThat(fresh.picture().annotated().path()).isEmpty();
  }

  @Test
  void takes_on_its_prompt_its_picture_and_its_file() {
    DalleDress dress = worn();

    assertThat(dress.words().prompts().best())
        .isEqualTo("better")
        .isEqualTo(dress.words().prompts().enhanced());
    assertThat(dress.picture().generatedPath()).isEqualTo(GENERATED);
    assertThat(dress.picture().origin().mode()).isEqualTo("url");
    assertThat(dress.picture().origin().imageUrl()).isEqualTo("https://pictures.example/1");
    assertThat(dress.picture().origin().providerRequestId()).isEqualTo("req_1");
    assertThat(dress.picture().origin().createdAt()).isEqualTo(55);
    assertThat(dress.run().completed()).isTrue();
    assertThat(dress.picture().annotated().size()).isEqualTo(99);
    assertThat(dress.picture().annotated().modifiedAt()).isEqualTo(77);
    assertThat(dress.picture().annotated().height()).isEqualTo(1200);
    assertThat(dress.picture().annotated().color()).isEqualTo("#abcdef");
    assertThat(dress.words().drawn().attributes()).isEqualTo(fresh.words().drawn().attributes());
    assertThat(dress.words().seed()).isEqualTo(fresh.words().seed());
  }

  @Test
  void is_as_before_when_its_file_is_gone() {
    DalleDress before = fresh.withEnhancedPrompt("better").withPicture(GENERATED, ORIGIN);

    assertThat(worn().asCacheHit().run().cacheHit()).isTrue();
    assertThat(worn().asCacheHit().unfinished()).isEqualTo(before);
  }

  @Test
  void offers_the_base_prompt_while_there_is_no_better_one() {
    assertThat(fresh.words().prompts().best()).isEqualTo(fresh.words().prompts().base());
    assertThat(fresh.withEnhancedPrompt(" ").words().prompts().best())
        .isEqualTo(fresh.words().prompts().base());
  }

  private DalleDress worn() {
    return fresh.withEnhancedPrompt("better").withPicture(GENERATED, ORIGIN).withAnnotated(FILE);
  }
}
