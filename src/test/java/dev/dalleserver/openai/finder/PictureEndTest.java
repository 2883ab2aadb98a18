package dev.dalleserver.openai.finder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PictureEndTest {
  static Stream<Path> pictures() throws IOException {
    return Files.list(Path.of("src/test/resources/pictures"))
        .filter(file -> file.toString().matches(".*\\.(png|jpg|gif|webp)"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void the_last_byte_of_a_picture_is_its_end_however_it_comes(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int step : new int[] {1, 7, 1000, bytes.length}) {
      PictureEnd end = new PictureEnd();
      for (int at = 0; at < bytes.length; at += step) {
        assertThat(end.isReached()).as("at %d of %d", at, bytes.length).isFalse();
        end.pass(bytes, at, Math.min(step, bytes.length - at));
      }
      assertThat(end.isReached()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void a_picture_without_its_last_byte_has_not_ended(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    PictureEnd end = new PictureEnd();
    end.pass(bytes, 0, bytes.length - 1);
    assertThat(end.isReached()).isFalse();
  }

  @Test
  void a_broken_structure_ends_and_an_unknown_one_does_not() {
    PictureEnd broken = new PictureEnd();
    byte[] negative =
        "\u0089PNG\r\n\u001a\n\u00ff\u00ff\u00ff\u00ffIDAT".getBytes(StandardCharsets.ISO_8859_1);
    broken.pass(negative, 0, negative.length);
    assertThat(broken.isReached()).isTrue();
    PictureEnd unknown = new PictureEnd();
    byte[] avif = Arrays.copyOf("\0\0\0\u001cftypavif".getBytes(StandardCharsets.ISO_8859_1), 9000);
    unknown.pass(avif, 0, avif.length);
    assertThat(unknown.isReached()).isFalse();
  }
}
