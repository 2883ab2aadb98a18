package dev.dalleserver.avatars;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which part of a picture an avatar shows. */
class SquareTest {
  @ParameterizedTest
  @CsvSource({
    "512, 512, 60",
    "100, 900, 60",
    "1000, 20, 60",
    "3, 3, 200",
    "1020, 1020, 4",
    "512, 400, 290"
  })
  void it_stays_within_the_picture_and_has_the_head_in_it(int x, int y, int radius) {
    Square square = Square.around(new Head(x, y, radius), 1024, 1024);
    assertThat(square.x()).isBetween(0, 1024 - square.side());
    assertThat(square.y()).isBetween(0, 1024 - square.side());
    assertThat(square.side()).isBetween(512, 1024);
    assertThat(x).isBetween(square.x(), square.x() + square.side());
    assertThat(y).isBetween(square.y(), square.y() + square.side());
  }

  @Test
  void a_large_head_gets_the_whole_width_and_a_small_one_half_of_it() {
    assertThat(Square.around(new Head(512, 400, 256), 1024, 1024).side()).isEqualTo(1024);
    assertThat(Square.around(new Head(512, 400, 70), 1024, 1024).side()).isEqualTo(512);
    assertThat(Square.around(new Head(900, 400, 256), 1536, 1024))
        .isEqualTo(new Square(388, 0, 1024));
  }

  @Test
  void without_a_head_it_is_the_middle_and_above_a_caption_the_upper_part() {
    assertThat(Square.middle(1536, 1024)).isEqualTo(new Square(256, 0, 1024));
    assertThat(Square.middle(1, 9)).isEqualTo(new Square(0, 4, 1));
    assertThat(Square.aboveCaption(1024, 1400)).isEqualTo(new Square(0, 0, 1024));
    assertThat(Square.aboveCaption(1024, 1000)).isEqualTo(new Square(137, 0, 750));
    assertThat(Square.aboveCaption(1, 1)).isEqualTo(new Square(0, 0, 1));
  }
}
