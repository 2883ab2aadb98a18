package dev.dalleserver.painting.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.canvas.PixelSize;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SceneTest {
  private final Map<WordName, String> words = new EnumMap<>(WordName.class);

  private Scene scene() {
    return Scene.of(new Records(words), 42, new PixelSize(400, 300));
  }

  private Scene with(WordName name, String record) {
    words.put(name, record);
    return scene();
  }

  @Nested
  class Columns {
    @Test
    void decide_what_is_seen() {
      words.put(WordName.NOUN, "Great Dane,mammal");
      words.put(WordName.EMOTION, "grief,sadness,negative,a deep loss");
      words.put(WordName.OCCUPATION, "astronomer,science,glasses");
      words.put(WordName.ACTION, "leaping a fence,leaping");
      Scene scene = with(WordName.ADJECTIVE, "woolly,soft,dense");

      assertThat(scene.noun()).isEqualTo("great dane");
      assertThat(scene.subject()).isEqualTo(SubjectClass.MAMMAL);
      assertThat(scene.emotion()).isEqualTo(EmotionGroup.SADNESS);
      assertThat(scene.polarity()).isEqualTo(Polarity.NEGATIVE);
      assertThat(scene.item()).isEqualTo(Item.GLASSES);
      assertThat(scene.motion()).isEqualTo(Motion.LEAPING);
      assertThat(scene.texture()).isEqualTo(Texture.SOFT);
      assertThat(scene.density()).isEqualTo(Density.DENSE);
    }

    @Test
    void that_are_missing_follow_from_the_word() {
      SubjectClass once = with(WordName.NOUN, "aardvark").subject();

      assertThat(with(WordName.NOUN, "aardvark,whatever").subject()).isEqualTo(once);
      assertThat(with(WordName.NOUN, "AARDVARK").subject()).isEqualTo(once);
    }

    @Test
    void are_not_mistaken_for_the_word_itself() {
      // A fish named "bird" is a fish.
      assertThat(with(WordName.NOUN, "bird,fish").subject()).isEqualTo(SubjectClass.FISH);
    }
  }

  @Nested
  class ColorRecords {
    @ParameterizedTest
    @CsvSource({"'navy,#000080',000080", "'seafoam #71EEB8',71eeb8", "'deep x,1a2b3c',1a2b3c"})
    void say_their_hex_digits(String record, String hex) {
      assertThat(with(WordName.COLOR_1, record).colors().get(0))
          .isEqualTo(Integer.parseInt(hex, 16));
    }

    @Test
    void without_digits_are_read_by_name() {
      Oklab red = Oklab.of(with(WordName.COLOR_1, "rusty red").colors().get(0));

      assertThat(red.a()).isGreaterThan(0.1f);
    }

    @Test
    void without_either_are_the_same_color_every_time() {
      assertThat(with(WordName.COLOR_1, "zorp").colors())
          .isEqualTo(with(WordName.COLOR_1, "zorp").colors());
    }
  }

  @Nested
  class Stages {
    @ParameterizedTest
    @EnumSource(Scheme.class)
    void keep_the_face_in_the_picture(Scheme scheme) {
      words.put(WordName.COMPOSITION, "x," + scheme);
      for (Framing framing : Framing.values()) {
        Stage stage = Stage.of(with(WordName.VIEWPOINT, "x," + framing));

        assertThat(stage.faceX()).isBetween(0.1f * 400, 0.9f * 400);
        assertThat(stage.faceY()).isBetween(0.1f * 300, 0.75f * 300);
        assertThat(stage.head()).isBetween(0.04f * 300, 0.32f * 300);
      }
    }

    @Test
    void bring_a_close_up_nearer_than_a_panorama() {
      float near = Stage.of(with(WordName.VIEWPOINT, "x,closeup")).head();
      float far = Stage.of(with(WordName.VIEWPOINT, "x,panorama")).head();

      assertThat(near).isGreaterThan(2.5f * far);
    }

    @Test
    void put_golden_and_centered_figures_into_different_places() {
      float golden = Stage.of(with(WordName.COMPOSITION, "x,golden")).faceX() / 400;
      float centered = Stage.of(with(WordName.COMPOSITION, "x,centered")).faceX() / 400;

      assertThat(Math.abs(golden - 0.5f)).isBetween(0.117f, 0.119f);
      assertThat(centered).isEqualTo(0.5f);
    }

    @Test
    void see_feet_grow_from_below_and_shrink_from_above() {
      float below = Stage.of(with(WordName.VIEWPOINT, "x,wormseye")).taper();
      float above = Stage.of(with(WordName.VIEWPOINT, "x,birdseye")).taper();

      assertThat(below).isPositive();
      assertThat(above).isNegative();
    }
  }

  @Property(tries = 150)
  void figure_and_ground_can_always_be_told_apart(
      @ForAll @IntRange(min = 0, max = 0xffffff) int ground,
      @ForAll @IntRange(min = 0, max = 0xffffff) int body) {
    words.put(WordName.NOUN, "fox,mammal");
    words.put(WordName.COLOR_1, String.format("a,#%06x", ground));
    words.put(WordName.COLOR_2, String.format("b,#%06x", body));
    Palette palette = new Palette(scene());

    Oklab one = Oklab.of(palette.tint(Role.GROUND, 0));
    Oklab other = Oklab.of(palette.tint(Role.BODY, 0));
    assertThat(Math.abs(one.lightness() - other.lightness())).isGreaterThan(0.2f);
  }

  @Test
  void a_role_shows_the_color_that_was_asked_for_where_nothing_forbids_it() {
    words.put(WordName.EMOTION, "calm,interest,neutral");
    words.put(WordName.COLOR_1, "a,#c8b890");
    Palette palette = new Palette(scene());

    assertThat(Oklab.of(palette.tint(Role.GROUND, 0)).distance(Oklab.of(0xc8b890)))
        .isLessThan(0.06f);
  }

  @Test
  void chance_belongs_to_a_part_and_species_to_the_noun() {
    Scene scene = with(WordName.NOUN, "fox,mammal");

    assertThat(scene.random("hat").nextLong()).isEqualTo(scene().random("hat").nextLong());
    assertThat(List.of(scene.species().nextLong()))
        .containsExactly(with(WordName.NOUN, "FOX,bird").species().nextLong());
  }
}
