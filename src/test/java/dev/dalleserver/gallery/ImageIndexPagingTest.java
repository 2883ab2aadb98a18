package dev.dalleserver.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten thousand pictures, page by page. */
class ImageIndexPagingTest {
  private static final int MANY = 10_000;
  private static final List<String> SERIES = List.of("one", "two", "three");
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @TempDir private static Path folder;
  private static DataDirectory directory;
  private static ImageIndex index;
  private static ForeignPictures others;

  @BeforeAll
  static void put_many() throws Exception {
    directory = DataDirectory.open(folder);
    others = new ForeignPictures(folder);
    for (int i = 0; i < MANY; i++) {
      // Many have the same time, so that series and address must decide.
      others.put(
          SERIES.get(i % 3), ForeignPictures.address(i), NOON.plusSeconds((i * 7919L) % 1000));
    }
    for (int i = 0; i < MANY; i += 100) {
      others.describe(
          SERIES.get(i % 3), ForeignPictures.address(i), Map.of("titlePrompt", "Rare Bird"));
    }
    index = new ImageIndex(new LocalArtifacts(new FileStore(directory)));
    index.start();
    Waiting.untilAsserted(() -> assertThat(index.size()).isEqualTo(MANY));
  }

  @AfterAll
  static void close() throws Exception {
    index.close();
    directory.close();
  }

  private static List<ImagePosition> walk(Optional<String> series, String text, int limit) {
    List<ImagePosition> seen = new ArrayList<>();
    Optional<ImagePosition> place = Optional.empty();
    do {
      ImagePage page = index.page(new ImageQuery(series, text, limit, place));
      assertThat(page.images()).hasSizeLessThanOrEqualTo(limit);
      page.images().forEach(image -> seen.add(image.position()));
      place = page.next().map(next -> ImagePosition.parse(next.cursor()).orElseThrow());
    } while (place.isPresent());
    return seen;
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 999, 137})
  void all_of_them_come_once_each_and_newest_first(int limit) {
    List<ImagePosition> seen = walk(Optional.empty(), "", limit);

    assertThat(seen).hasSize(MANY).doesNotHaveDuplicates();
    assertThat(seen)
        .isSortedAccordingTo(
            Comparator.comparingLong(ImagePosition::modifiedNanos)
                .reversed()
                .thenComparing(ImagePosition::series)
                .thenComparing(ImagePosition::address));
  }

  @Test
  void a_series_has_its_own() {
    List<ImagePosition> seen = walk(Optional.of("two"), "", 100);

    assertThat(seen).hasSize(3333).allMatch(place -> place.series().equals("two"));
    ImageQuery first = new ImageQuery(Optional.of("two"), "", 1, Optional.empty());
    assertThat(index.page(first).count()).isEqualTo(3333);
  }

  @Test
  void a_search_is_paged_and_counted_too() {
    ImageQuery rare = new ImageQuery(Optional.empty(), "rare bird", 7, Optional.empty());

    assertThat(walk(Optional.empty(), "rare bird", 7)).hasSize(100).doesNotHaveDuplicates();
    assertThat(index.page(rare).count()).isEqualTo(100);
    assertThat(walk(Optional.of("one"), "bird", 7)).hasSize(34);
  }

  @Test
  void a_page_that_ends_with_the_last_picture_names_no_next_one() {
    ImagePage whole = index.page(new ImageQuery(Optional.of("two"), "", 3333, Optional.empty()));
    assertThat(whole.next()).isEmpty();
    ImagePage nearly = index.page(new ImageQuery(Optional.of("two"), "", 3332, Optional.empty()));
    assertThat(nearly.next()).isPresent();
  }

  @Test
  void a_cursor_stays_good_when_pictures_come_and_its_own_goes() throws Exception {
    try (DataDirectory other = DataDirectory.open(folder.resolveSibling("other"))) {
      ForeignPictures few = new ForeignPictures(folder.resolveSibling("other"));
      FileStore store = new FileStore(other);
      ImageIndex small = new ImageIndex(new LocalArtifacts(store));
      store.addListener(new CatalogUpdater(small));
      for (int i = 0; i < 6; i++) {
        few.put("one", ForeignPictures.address(i), NOON.minusSeconds(i));
        assertThat(small.find(PictureKey.parse("one", ForeignPictures.address(i)))).isPresent();
      }
      ImagePosition after = small.page(ImageQuery.newest(3)).next().orElseThrow();

      few.put("one", ForeignPictures.address(9), NOON.plusSeconds(9));
      assertThat(small.find(PictureKey.parse("one", ForeignPictures.address(9)))).isPresent();
      store.delete(
          store.layout().artifact(ArtifactKind.ANNOTATED, "one", ForeignPictures.address(2)));

      ImageQuery next = new ImageQuery(Optional.empty(), "", 9, Optional.of(after));
      assertThat(small.page(next).images())
          .extracting(StoredImage::address)
          .containsExactly(
              ForeignPictures.address(3), ForeignPictures.address(4), ForeignPictures.address(5));
    }
  }
}
