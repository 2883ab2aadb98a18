package dev.dalleserver.painting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.avatars.Head;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the built-in painter's heads are. */
class HeadFinderTest {
  private static final HeadFinder HEADS = new HeadFinder();

  @TempDir Path dataDir;

  private DalleDress dress(String digits, String provider, String model) throws Exception {
    Series series =
        SeriesCatalog.load(
                new dev.dalleserver.series.LocalSeriesRepository(dataDir.resolve("series")))
            .find(SeriesName.parse("simple"))
            .orElseThrow();
    return new DressFactory(AttributeDatabases.load(dataDir.resolve("databases")))
        .create(series, new Address("0x" + digits), Optional.empty())
        .withPicture("x.png", new PictureFacts.Origin(provider, model, "", "", "offline", 1));
  }

  @Test
  void a_head_is_within_its_picture_whatever_the_words_and_the_size() throws Exception {
    Random random = new Random(22);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[20];
      random.nextBytes(bytes);
      DalleDress dress =
          dress(java.util.HexFormat.of().formatHex(bytes), "offline", OfflinePainter.VERSION);
      Head head = HEADS.find(dress, 1024, 768).orElseThrow();
      assertThat(head.x()).isBetween(0.0, 1024.0);
      assertThat(head.y()).isBetween(0.0, 768.0);
      assertThat(head.radius()).isBetween(0.05 * 768, 0.3 * 768);
    }
  }

  @Test
  void it_is_where_the_painter_draws_it() throws Exception {
    DalleDress dress =
        dress("f503017d7baf7fbc0fff7492b751025c6a78179b", "offline", OfflinePainter.VERSION);
    Head head = HEADS.find(dress, 1024, 1024).orElseThrow();
    // Looked up in the picture: the katydid is seen from behind, at the left, on the upper third.
    assertThat(head.x()).isBetween(300.0, 700.0);
    assertThat(head.y()).isBetween(200.0, 500.0);
  }

  @Test
  void other_painters_pictures_have_no_known_head() throws Exception {
    String digits = "f503017d7baf7fbc0fff7492b751025c6a78179b";
    assertThat(HEADS.find(dress(digits, "openai", "gpt-image-1"), 1024, 1024)).isEmpty();
    assertThat(HEADS.find(dress(digits, "offline", "offline-0"), 1024, 1024)).isEmpty();
  }
}
