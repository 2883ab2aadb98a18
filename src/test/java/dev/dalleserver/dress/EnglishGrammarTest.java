package dev.dalleserver.dress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnglishGrammarTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "an hour",
        "an honest clerk",
        "an honorable owl",
        "an heirloom",
        "an owl",
        "an Ethiopian wolf",
        "an unassuming yak",
        "an unidentified object",
        "an unimpressed cat",
        "an uninspired poem",
        "an urban planner",
        "an umbrella maker",
        "an ultramarine sea",
        "an oyster farmer",
        "an onager",
        "a unicorn",
        "a uniformed bear",
        "a unique yak",
        "a universal joke",
        "a unit",
        "a useful hat",
        "a utensil",
        "a utility",
        "a Utopian",
        "a European robin",
        "a euphoric eel",
        "a Eurasian magpie",
        "a ewe",
        "a one-eyed pirate",
        "a once proud lion",
        "a ukulele player",
        "a ubiquitous gull",
        "a Ural owl",
        "a uromastyx",
        "a bear",
        "a yak",
        "a hot-air balloonist",
        "a heraldic lion",
        "a herbalist",
        "a homey house"
      })
  void articles_follow_the_sound(String phrase) {
    assertThat(EnglishGrammar.withArticle(phrase.substring(phrase.indexOf(' ') + 1)))
        .isEqualTo(phrase);
  }

  @Test
  void lists_end_with_and() {
    assertThat(EnglishGrammar.joinList(List.of())).isEmpty();
    assertThat(EnglishGrammar.joinList(List.of("red"))).isEqualTo("red");
    assertThat(EnglishGrammar.joinList(List.of("red", "blue"))).isEqualTo("red and blue");
    assertThat(EnglishGrammar.joinList(List.of("red", "blue", "tan")))
        .isEqualTo("red, blue and tan");
  }

  @Test
  void words_leave_out_what_is_empty() {
    assertThat(EnglishGrammar.joinWords("", "big", "", "bear", "")).isEqualTo("big bear");
    assertThat(EnglishGrammar.joinWords("", "")).isEmpty();
  }

  @Test
  void titles_keep_small_words_small_and_names_as_they_are() {
    assertThat(EnglishGrammar.titleCase("a friend of the Muscovy duck"))
        .isEqualTo("A Friend of the Muscovy Duck");
    assertThat(EnglishGrammar.titleCase("icily snow-dusted owl"))
        .isEqualTo("Icily Snow-dusted Owl");
  }

  @Test
  void sentences_begin_with_a_capital() {
    assertThat(EnglishGrammar.capitalize("an owl")).isEqualTo("An owl");
    assertThat(EnglishGrammar.capitalize("élan")).isEqualTo("Élan");
    assertThat(EnglishGrammar.capitalize("")).isEmpty();
  }
}
