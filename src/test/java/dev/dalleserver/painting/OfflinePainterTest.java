package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ProgressListener.Stage;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OfflinePainterTest {
  @Nested
  class TheSameRequest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void gives_the_same_bytes(long seed) throws CancelledException {
      PaintRequest request = Pictures.request(seed, Words.draw(seed), 96);

      assertThat(Pictures.paint(request))
          .usingRecursiveComparison()
          .isEqualTo(Pictures.paint(request));
    }

    @Test
    void gives_another_picture_with_another_seed() throws CancelledException {
      Map<AttributeName, String> words = Words.draw(1);

      assertThat(Pictures.paint(Pictures.request(5, words, 96)).png())
          .isNotEqualTo(Pictures.paint(Pictures.request(6, words, 96)).png());
    }
  }

  @Nested
  class Sizes {
    @ParameterizedTest
    @CsvSource({"64,64", "2048,64", "64,512", "200,136", "1,1"})
    void are_honoured_as_far_as_they_are_possible(int width, int height) throws CancelledException {
      PaintRequest request =
          new PaintRequest(
              "p",
              Optional.of(Words.dress(3).words()),
              3,
              Optional.of(new ImageSize(width, height)),
              PaintRequest.Tuning.DEFAULT,
              new ReceivedName("a-test"));

      PaintedImage painted = Pictures.paint(request);

      BufferedImage image = Pictures.read(painted.png());
      assertThat(image.getWidth()).isEqualTo(Math.max(16, width));
      assertThat(image.getHeight()).isEqualTo(Math.max(16, height));
      assertThat(painted.size()).isEqualTo(new ImageSize(image.getWidth(), image.getHeight()));
    }

    @Test
    void are_1024_square_when_nobody_asks() throws CancelledException {
      PaintedImage painted =
          Pictures.paint(PaintRequest.of(Words.dress(3).words(), new ReceivedName("a-test")));

      assertThat(painted.size()).isEqualTo(ImageSize.SQUARE);
      assertThat(painted.png().length).isBetween(300_000, 2_500_000);
    }
  }

  @Nested
  class Progress {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20, 150})
    void tells_every_step_once_and_in_order(int steps) throws CancelledException {
      List<String> told = new ArrayList<>();
      PaintRequest.Tuning tuning = new PaintRequest.Tuning(steps, 7.5, "euler_a", "");

      new OfflinePainter(Vocabulary.empty(), RenderPermits.ofThisMachine())
          .paint(
              Pictures.free("a fox", 1, tuning),
              (stage, step, total) -> told.add(stage + " " + step + "/" + total),
              Cancellation.none());

      List<String> expected = new ArrayList<>(List.of(Stage.LOADING + " 0/" + steps));
      for (int step = 0; step <= steps; step++) {
        expected.add(Stage.DIFFUSION + " " + step + "/" + steps);
      }
      expected.add(Stage.DECODING + " 0/" + steps);
      assertThat(told).isEqualTo(expected);
    }
  }

  @Nested
  class WhenCancelled {
    @Test
    void paints_nothing_when_it_is_too_late_already() {
      Cancellation cancellation = Cancellation.none();
      cancellation.request(Cancellation.Reason.SHUTDOWN);

      assertThatThrownBy(() -> paint(cancellation, ProgressListener.NONE))
          .isInstanceOf(CancelledException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 12, 19})
    void stops_before_the_next_step(int at) {
      Cancellation cancellation = Cancellation.none();
      List<Integer> steps = new ArrayList<>();

      assertThatThrownBy(
              () ->
                  paint(
                      cancellation,
                      (stage, step, total) -> {
                        if (stage == Stage.DIFFUSION) {
                          steps.add(step);
                        }
                        if (stage == Stage.DIFFUSION && step == at) {
                          cancellation.request(Cancellation.Reason.CANCELLED);
                        }
                      }))
          .isInstanceOf(CancelledException.class);
      assertThat(steps).last().isEqualTo(at);
    }

    @Test
    void keeps_to_the_deadline() {
      long[] now = {0};
      Cancellation cancellation = new Cancellation(() -> now[0] += 1_000_000, 30_000_000);

      assertThatThrownBy(() -> paint(cancellation, ProgressListener.NONE))
          .isInstanceOfSatisfying(
              CancelledException.class,
              e -> assertThat(e.reason()).isEqualTo(Cancellation.Reason.DEADLINE));
    }

    private void paint(Cancellation cancellation, ProgressListener listener)
        throws CancelledException {
      new OfflinePainter(Vocabulary.empty(), RenderPermits.ofThisMachine())
          .paint(Pictures.request(4, Words.draw(4), 128), listener, cancellation);
    }
  }

  @Nested
  class WordsOfOthers {
    @Test
    void without_further_columns_are_painted_the_same_every_time() throws CancelledException {
      Map<AttributeName, String> bare = new EnumMap<>(AttributeName.class);
      Words.draw(9).forEach((name, record) -> bare.put(name, record.split(",", 2)[0]));

      byte[] once = Pictures.paint(Pictures.request(9, bare, 96)).png();

      assertThat(Pictures.paint(Pictures.request(9, bare, 96)).png()).isEqualTo(once);
    }

    @Test
    void may_all_be_none() throws CancelledException {
      Map<AttributeName, String> none = new EnumMap<>(AttributeName.class);
      for (AttributeName name : AttributeName.values()) {
        none.put(name, "none");
      }

      assertThat(Pictures.paint(Pictures.request(9, none, 96)).png()).isNotEmpty();
    }
  }

  @Nested
  class FreePrompts {
    private static final PaintRequest.Tuning PLAIN = PaintRequest.Tuning.DEFAULT;

    @Test
    void give_the_same_picture_for_the_same_seed() throws CancelledException {
      assertThat(Pictures.paint(Pictures.free("a red fox in the rain", 7, PLAIN)).png())
          .isEqualTo(Pictures.paint(Pictures.free("a red fox in the rain", 7, PLAIN)).png())
          .isNotEqualTo(Pictures.paint(Pictures.free("a red fox in the rain", 8, PLAIN)).png())
          .isNotEqualTo(Pictures.paint(Pictures.free("a blue whale at sea", 7, PLAIN)).png());
    }

    @Test
    void are_painted_without_any_vocabulary() throws CancelledException {
      PaintedImage painted =
          new OfflinePainter(Vocabulary.empty(), RenderPermits.ofThisMachine())
              .paint(Pictures.free("?!", 7, PLAIN), ProgressListener.NONE, Cancellation.none());

      assertThat(Pictures.read(painted.png()).getWidth()).isEqualTo(128);
      assertThat(painted.ignored()).containsExactly("cfgScale", "sampler");
    }
  }

  @Test
  void names_what_it_ignores_and_where_the_picture_is_from() throws CancelledException {
    PaintedImage painted = Pictures.paint(Pictures.request(9, Words.draw(9), 64));

    assertThat(painted.ignored()).containsExactly("cfgScale", "sampler", "negativePrompt");
    assertThat(painted.mode()).isEqualTo("offline");
    assertThat(painted.seed()).isEqualTo(9);
    assertThat(new TreeSet<>(List.of(painted.url(), painted.providerRequestId())))
        .containsExactly("");
  }
}
