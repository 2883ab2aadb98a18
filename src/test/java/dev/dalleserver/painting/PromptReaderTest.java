package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.painting.scene.Framing;
import dev.dalleserver.painting.scene.Gaze;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.SubjectClass;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptReaderTest {
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "nouns",
          List.of("ant,insect", "fox,mammal", "arctic fox,mammal", "elephant,mammal"),
          "colors",
          List.of("navy,#000080", "red,#ff0000", "gold,#ffd700"),
          "gazes",
          List.of("to the left,left", "to the right,right"),
          "viewpoints",
          List.of("from afar,panorama", "a hand's breadth away,closeup,square"));

  private final PromptReader reader = new PromptReader(name -> WORDS.getOrDefault(name, List.of()));

  private Scene read(String prompt, long seed, String negative) {
    PaintRequest.Tuning tuning = new PaintRequest.Tuning(20, 7.5, "euler_a", negative);
    return reader.read(Pictures.free(prompt, seed, tuning), ImageSize.SQUARE);
  }

  @Test
  void finds_words_and_what_the_databases_know_of_them() {
    Scene scene = read("An ELEPHANT, looking to the left!", 1, "");

    assertThat(scene.noun()).isEqualTo("elephant");
    assertThat(scene.subject()).isEqualTo(SubjectClass.MAMMAL);
    assertThat(scene.gaze()).isEqualTo(Gaze.LEFT);
  }

  @Test
  void takes_the_longer_of_two_words_in_one_place() {
    assertThat(read("an arctic fox", 1, "").noun()).isEqualTo("arctic fox");
  }

  @Test
  void reads_plurals() {
    assertThat(read("two foxes", 1, "").noun()).isEqualTo("fox");
  }

  @Test
  void understands_the_columns_where_no_word_stands() {
    for (int seed = 0; seed < 10; seed++) {
      Scene scene = read("close-up of an insect", seed, "");

      assertThat(scene.framing()).isEqualTo(Framing.CLOSEUP);
      assertThat(scene.noun()).isEqualTo("ant");
    }
  }

  @Test
  void does_not_find_words_within_words() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(read("elephants and giants", seed, "ant").noun()).isNotEqualTo("ant");
    }
  }

  @Test
  void takes_colors_in_the_order_of_the_prompt() {
    assertThat(read("gold, navy and red", 1, "").colors())
        .containsExactly(0xffd700, 0x80, 0xff0000);
  }

  @Test
  void shows_nothing_that_is_not_wanted() {
    for (int seed = 0; seed < 20; seed++) {
      Scene scene = read("a fox", seed, "fox, red");

      assertThat(scene.noun()).doesNotContain("fox");
      assertThat(scene.colors()).doesNotContain(0xff0000);
    }
  }

  @Test
  void lets_the_seed_decide_what_the_prompt_leaves_open() {
    assertThat(read("a fox", 1, "")).isEqualTo(read("a fox", 1, ""));
    assertThat(List.of(read("a fox", 1, ""), read("a fox", 2, ""), read("a fox", 3, "")))
        .extracting(Scene::seed)
        .doesNotHaveDuplicates();
  }
}
