package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintRequest.Tuning;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.pictures.Preview;
import dev.dalleserver.pictures.ProgressListener;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the painter shows of its work under way. */
class PartialImagesTest {
  private final OfflinePainter painter =
      new OfflinePainter(Vocabulary.empty(), RenderPermits.ofThisMachine());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void as_many_as_are_wanted_come_closer_to_the_picture(int wanted) throws Exception {
    List<byte[]> partials = new ArrayList<>();
    List<byte[]> small = new ArrayList<>();
    PaintRequest request =
        new PaintRequest(
            "a red fox",
            Optional.empty(),
            7,
            Optional.of(new ImageSize(97, 65)),
            Tuning.DEFAULT,
            new ReceivedName("x"));
    byte[] picture =
        painter
            .paint(
                request,
                new ProgressListener() {
                  @Override
                  public void onProgress(Stage stage, int step, int totalSteps) {}

                  @Override
                  public int wantedPreviews() {
                    return wanted;
                  }

                  @Override
                  public void onPreview(Preview preview) {
                    preview.encode(Encoding.PNG, Optional.empty()).ifPresent(partials::add);
                    preview.thumbnail().ifPresent(small::add);
                  }
                },
                Cancellation.none())
            .png();
    assertThat(partials).hasSize(wanted).doesNotHaveDuplicates().doesNotContain(picture);
    assertThat(small).hasSize(wanted).doesNotHaveDuplicates();
    for (byte[] jpeg : small) {
      assertThat(ImageIO.read(new ByteArrayInputStream(jpeg)).getWidth()).isEqualTo(384);
    }
    for (byte[] partial : partials) {
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(partial));
      assertThat(decoded.getWidth()).isEqualTo(97);
      assertThat(decoded.getHeight()).isEqualTo(65);
    }
    assertThat(painter.paint(request, ProgressListener.NONE, Cancellation.none()).png())
        .isEqualTo(picture);
  }
}
