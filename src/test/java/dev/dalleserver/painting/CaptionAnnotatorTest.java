package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.painting.image.DamagedPngException;
import dev.dalleserver.painting.image.PngText;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.image.Thumbnails;
import dev.dalleserver.pictures.AnnotatedImage;
import dev.dalleserver.pictures.ImageSize;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CaptionAnnotatorTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T09:05:07Z");

  private final CaptionAnnotator annotator =
      new CaptionAnnotator("dalleserver 1.2.3", RenderPermits.ofThisMachine());
  private final DalleDress dress = Dresses.of(Dresses.ADDRESS);

  @Nested
  class The_picture {
    private final AnnotatedImage annotated = annotate(Samples.noise(512, 400), dress);
    private final BufferedImage image = Samples.read(annotated.png());

    @Test
    void stands_untouched_above_the_caption() {
      assertThat(Arrays.copyOf(Samples.pixels(image), 512 * 400))
          .isEqualTo(Samples.noisePixels(512, 400));
    }

    @Test
    void has_the_size_that_is_told() {
      assertThat(annotated.size()).isEqualTo(new ImageSize(512, image.getHeight()));
      assertThat(image.getHeight()).isBetween(460, 560);
    }

    @Test
    void comes_with_its_thumbnail() throws JobException {
      assertThat(annotated.thumbnail())
          .isEqualTo(new Thumbnails(RenderPermits.ofThisMachine()).of(annotated.png()));
    }
  }

  @Test
  void the_band_has_the_color_of_the_picture_and_letters_that_differ_from_it() {
    AnnotatedImage annotated = annotate(Samples.plain(0xf0e0d0, 512, 512), dress);
    BufferedImage image = Samples.read(annotated.png());

    assertThat(annotated.color()).isEqualTo("#f0e0d0");
    assertThat(image.getRGB(3, 520) & 0xffffff).isEqualTo(0xf0e0d0);
    int[] band =
        Arrays.stream(Samples.pixels(image))
            .skip(512 * 512)
            .filter(pixel -> CaptionColors.contrast(pixel, 0xf0e0d0) > 10)
            .toArray();
    assertThat(band).hasSizeGreaterThan(1000);
  }

  @Test
  void every_size_works() {
    for (int width : new int[] {64, 65, 500, 1792, 4096}) {
      AnnotatedImage annotated = annotate(Samples.plain(0x808080, width, 300), dress);
      assertThat(annotated.size().width()).isEqualTo(width);
      assertThat(annotated.size().height()).isBetween(301, 300 + 120);
    }
  }

  @Test
  void odd_words_work() {
    for (String words :
        new String[] {
          "",
          " \n ",
          "x".repeat(30_000),
          "日本語 \ud83d\ude00 \ud83d",
          "\u202e\u0000",
          "a b ".repeat(7500)
        }) {
      AnnotatedImage annotated =
          annotate(Samples.plain(0x224466, 256, 256), Dresses.saying(words, words));
      assertThat(annotated.size().height()).isBetween(257, 256 + 103);
    }
  }

  @Test
  void the_same_input_gives_the_same_bytes() {
    byte[] picture = Samples.noise(256, 256);

    AnnotatedImage first = annotate(picture, dress);
    AnnotatedImage second = annotate(picture, dress);

    assertThat(second.png()).isEqualTo(first.png());
    assertThat(second.thumbnail()).isEqualTo(first.thumbnail());
  }

  @Test
  void a_damaged_picture_is_refused() {
    byte[] png = Samples.noise(64, 64);
    png[png.length / 2] ^= 0x40;

    assertThatExceptionOfType(JobException.class)
        .isThrownBy(() -> annotator.annotate(png, dress, NEW_YEAR))
        .withMessageContaining("cannot be read");
  }

  @Nested
  class The_provenance {
    @Test
    void tells_title_prompt_software_time_and_dress() throws Exception {
      Map<String, String> texts = texts(dress);

      assertThat(texts.keySet())
          .containsExactly("Title", "Description", "Software", "Creation Time", "dalleDress");
      assertThat(texts)
          .containsEntry("Title", "Vividly Adorable Katydid")
          .containsEntry("Description", dress.words().prompts().base())
          .containsEntry("Software", "dalleserver 1.2.3")
          .containsEntry("Creation Time", "Thu, 1 Jan 2026 09:05:07 GMT");
      assertThat(new ObjectMapper().readValue(texts.get("dalleDress"), DalleDress.class))
          .isEqualTo(dress);
    }

    @Test
    void names_the_enhanced_prompt_when_that_was_sent() throws Exception {
      DalleDress enhanced = Dresses.with(Map.of("enhancedPrompt", "Better words"));

      assertThat(texts(enhanced)).containsEntry("Description", "Better words");
    }

    @Test
    void keeps_markup_and_foreign_letters_as_they_are() throws Exception {
      String words = "<svg onload=alert(1)> \"日本語\" \ud83d\ude00 \\ \u0007";
      DalleDress odd = Dresses.with(Map.of("titlePrompt", words, "prompt", words));

      Map<String, String> texts = texts(odd);

      assertThat(texts).containsEntry("Title", words).containsEntry("Description", words);
      assertThat(new ObjectMapper().readValue(texts.get("dalleDress"), DalleDress.class))
          .isEqualTo(odd);
    }

    private Map<String, String> texts(DalleDress of) throws DamagedPngException {
      return PngText.read(annotate(Samples.plain(0x808080, 64, 64), of).png());
    }
  }

  @Nested
  class The_card_of_a_run_without_a_picture {
    @Test
    void is_captioned_and_signed_like_any_picture() throws Exception {
      AnnotatedImage card = annotator.renderCard(dress, NEW_YEAR);

      assertThat(card.size().width()).isEqualTo(1024);
      assertThat(card.size().height()).isBetween(1025, 1434);
      assertThat(PngText.read(card.png())).containsKeys("Title", "dalleDress");
      assertThat(Samples.read(card.thumbnail()).getWidth()).isEqualTo(384);
    }

    @Test
    void wears_the_colors_of_the_dress() throws Exception {
      BufferedImage card = Samples.read(annotator.renderCard(dress, NEW_YEAR).png());

      assertThat(Samples.pixels(card))
          .contains(0xdeb887, 0xda70d6, 0xb0c4de); // burlywood, orchid, lightsteelblue
    }

    @Test
    void exists_without_words_too() throws Exception {
      assertThat(annotator.renderCard(Dresses.saying("", ""), NEW_YEAR).png()).isNotEmpty();
    }
  }

  private AnnotatedImage annotate(byte[] png, DalleDress of) {
    try {
      return annotator.annotate(png, of, NEW_YEAR);
    } catch (JobException e) {
      throw new AssertionError(e);
    }
  }
}
