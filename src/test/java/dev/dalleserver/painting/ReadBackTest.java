package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.painting.canvas.Oklab;
import dev.dalleserver.painting.figure.FigureArtist;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.study.Study;
import dev.dalleserver.pictures.ImageSize;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks at finished pictures and asks whether the words can be seen in them. */
class ReadBackTest {
  private static final Pattern HEX = Pattern.compile("#([0-9a-f]{6})");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mammal",
        "bird",
        "fish",
        "reptile",
        "amphibian",
        "insect",
        "arachnid",
        "crustacean",
        "mollusk",
        "invertebrate",
        "plant",
        "fungus",
        "person",
        "mythical"
      })
  void eyes_and_face_turn_to_the_side_that_the_gaze_says(String subject) {
    float left = features(subject, "left");
    float right = features(subject, "right");

    assertThat(left).isLessThan(0);
    assertThat(right).isGreaterThan(0);
  }

  /** Where the middle of the eyes is beside the middle of the head, in head radii. */
  private static float features(String subject, String gaze) {
    Map<AttributeName, String> words = Words.draw(5, AttributeName.NOUN, subject);
    words.put(AttributeName.GAZE, Words.record(AttributeName.GAZE, gaze));
    words.put(AttributeName.EMOTION, Words.record(AttributeName.EMOTION, "interest"));
    words.put(AttributeName.OCCUPATION, Words.record(AttributeName.OCCUPATION, "apron"));
    words.put(AttributeName.VIEWPOINT, Words.record(AttributeName.VIEWPOINT, "medium"));
    words.put(AttributeName.COMPOSITION, Words.record(AttributeName.COMPOSITION, "centered"));
    Scene scene = SceneFactory.create(words, 5, new ImageSize(256, 256));
    Study study = new Study(scene);
    new FigureArtist(study).draw();
    float sum = 0;
    int count = 0;
    for (int y = 0; y < 256; y++) {
      for (int x = 0; x < 256; x++) {
        if (study.importance(x, y) > 0.97f) {
          sum += x + 0.5f;
          count++;
        }
      }
    }
    assertThat(count).as("pixels of the eyes").isPositive();
    return (sum / count - study.stage().faceX()) / study.stage().head();
  }

  @Test
  void good_feelings_are_lighter_than_bad_ones() {
    int lighter = 0;
    for (int seed = 0; seed < 24; seed++) {
      BufferedImage good =
          Pictures.picture(seed, Words.draw(seed, AttributeName.EMOTION, "joy,positive"));
      BufferedImage bad =
          Pictures.picture(seed, Words.draw(seed, AttributeName.EMOTION, "sadness,negative"));
      lighter += Pictures.lightness(good) > Pictures.lightness(bad) + 4 ? 1 : 0;
    }

    assertThat(lighter).isGreaterThanOrEqualTo(22);
  }

  @Test
  void most_of_a_picture_has_the_hues_that_were_asked_for() {
    List<Double> shares = new ArrayList<>();
    for (int seed = 0; seed < 30; seed++) {
      Map<AttributeName, String> words = Words.draw(seed);
      shares.add(near(Pictures.picture(seed, words), colors(words)));
    }

    assertThat(shares.stream().mapToDouble(d -> d).average().orElseThrow()).isGreaterThan(0.6);
  }

  private static List<Oklab> colors(Map<AttributeName, String> words) {
    List<Oklab> colors = new ArrayList<>();
    for (AttributeName name :
        List.of(AttributeName.COLOR_1, AttributeName.COLOR_2, AttributeName.COLOR_3)) {
      Matcher hex = HEX.matcher(words.get(name));
      assertThat(hex.find()).isTrue();
      colors.add(Oklab.of(Integer.parseInt(hex.group(1), 16)));
    }
    return colors;
  }

  /** The share of pixels that are a tint or shade of one of the colours. */
  private static double near(BufferedImage image, List<Oklab> colors) {
    int near = 0;
    int all = 0;
    for (int y = 0; y < image.getHeight(); y += 3) {
      for (int x = 0; x < image.getWidth(); x += 3) {
        Oklab seen = Oklab.of(image.getRGB(x, y) & 0xffffff);
        boolean fits =
            colors.stream().anyMatch(c -> Math.hypot(c.a() - seen.a(), c.b() - seen.b()) < 0.075);
        near += fits ? 1 : 0;
        all++;
      }
    }
    return (double) near / all;
  }

  @Test
  void two_dresses_give_two_structures() {
    int pictures = 46;
    List<boolean[]> structures = new ArrayList<>();
    for (int seed = 0; seed < pictures; seed++) {
      structures.add(Pictures.structure(Pictures.picture(seed, Words.draw(seed))));
    }
    int pairs = 0;
    int different = 0;
    for (int i = 0; i < pictures; i++) {
      for (int j = 0; j < i; j++) {
        pairs++;
        different += Pictures.distance(structures.get(i), structures.get(j)) > 50 ? 1 : 0;
      }
    }

    assertThat(pairs).isGreaterThan(1000);
    assertThat((double) different / pairs).isGreaterThan(0.99);
  }
}
