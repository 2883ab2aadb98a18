package dev.dalleserver.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import dev.dalleserver.picture.PictureKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link PictureCatalog} promises. */
@Timeout(60)
public abstract class PictureCatalogContract {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final PictureKey ONE = key("one", 1);
  private static final PictureKey TWO = key("two", 2);

  /** The catalog, empty at first. */
  protected abstract PictureCatalog catalog();

  /** Stores a whole picture, last written at {@code time}, without telling the catalog. */
  protected abstract void store(PictureKey key, Instant time, String title) throws Exception;

  /** Removes a picture from what is stored, without telling the catalog. */
  protected abstract void delete(PictureKey key) throws Exception;

  /** Stores or removes the mark that hides a picture, without telling the catalog. */
  protected abstract void mark(PictureKey key, boolean hidden) throws Exception;

  private static PictureKey key(String series, int n) {
    return PictureKey.parse(series, String.format("0x%040x", n));
  }

  private void put(PictureKey key, Instant time, String title) throws Exception {
    store(key, time, title);
    catalog().put(key);
  }

  private void remove(PictureKey key) throws Exception {
    delete(key);
    catalog().remove(key);
  }

  private static ImageQuery query(Optional<String> series, String text) {
    return new ImageQuery(series, text, 50, Optional.empty());
  }

  private List<PictureKey> keys(ImagePage page) {
    return page.images().stream().map(PictureCatalogContract::key).toList();
  }

  private static PictureKey key(StoredImage image) {
    return PictureKey.parse(image.series(), image.address());
  }

  private List<PictureKey> found(String text) {
    ImagePage page = catalog().page(query(Optional.empty(), text));
    assertThat(page.count()).isEqualTo(page.images().size());
    return keys(page);
  }

  /** All pages from the first to the last, as a client reads them. */
  private List<StoredImage> walk(String text, int limit) {
    List<StoredImage> seen = new ArrayList<>();
    Optional<ImagePosition> position = Optional.empty();
    do {
      ImagePage page = catalog().page(new ImageQuery(Optional.empty(), text, limit, position));
      assertThat(page.images()).hasSizeLessThanOrEqualTo(limit);
      seen.addAll(page.images());
      assertThat(seen).as("pages without an end").hasSizeLessThan(1000);
      position = page.next().map(next -> ImagePosition.parse(next.cursor()).orElseThrow());
    } while (position.isPresent());
    return seen;
  }

  @Test
  void an_empty_catalog_shows_nothing() {
    ImagePage page = catalog().page(ImageQuery.newest(10));
    assertThat(page.images()).isEmpty();
    assertThat(page.count()).isZero();
    assertThat(page.next()).isEmpty();
    assertThat(catalog().find(ONE)).isEmpty();
    assertThat(catalog().hasSeries(ONE.series())).isFalse();
  }

  @Test
  void a_picture_that_was_put_is_shown_as_it_is_stored() throws Exception {
    put(ONE, NOON, "A Bold Bear");
    StoredImage image = catalog().find(ONE).orElseThrow();
    assertThat(image.title()).isEqualTo("A Bold Bear");
    assertThat(image.modifiedAt()).isEqualTo(NOON);
    assertThat(image.width()).isPositive();
    assertThat(image.height()).isPositive();
    assertThat(image.bytes()).isPositive();
    assertThat(catalog().page(ImageQuery.newest(10)).images()).containsExactly(image);
    assertThat(catalog().hasSeries(ONE.series())).isTrue();
    assertThat(catalog().hasSeries(TWO.series())).isFalse();
  }

  @Test
  void pictures_of_hidden_series_are_on_no_page_and_can_be_found() throws Exception {
    put(ONE, NOON, "A Bold Bear");
    put(TWO, NOON, "A Bold Cat");
    long before = catalog().version();

    catalog().hide(Set.of(ONE.series()));

    assertThat(catalog().version()).isNotEqualTo(before);
    assertThat(found("")).containsExactly(TWO);
    assertThat(found("bold")).containsExactly(TWO);
    ImagePage own = catalog().page(query(Optional.of(ONE.seriesText()), ""));
    assertThat(own.images()).isEmpty();
    assertThat(own.count()).isZero();
    assertThat(catalog().find(ONE)).isPresent();

    long hidden = catalog().version();
    catalog().hide(Set.of(ONE.series()));
    assertThat(catalog().version()).isEqualTo(hidden);
    catalog().hide(Set.of());
    assertThat(found("")).hasSize(2);
  }

  private ImagePage hidden(Optional<String> series, String text) {
    return catalog().page(new ImageQuery(series, text, 50, Optional.empty(), true));
  }

  @Test
  void a_hidden_picture_is_only_on_the_pages_of_hidden_ones() throws Exception {
    put(ONE, NOON, "A Bold Bear");
    put(TWO, NOON, "A Bold Cat");
    long before = catalog().version();

    mark(ONE, true);
    catalog().put(ONE);

    assertThat(catalog().version()).isNotEqualTo(before);
    assertThat(found("")).containsExactly(TWO);
    assertThat(found("bold")).containsExactly(TWO);
    assertThat(catalog().page(ImageQuery.newest(9)).count()).isEqualTo(1);
    assertThat(catalog().page(query(Optional.of(ONE.seriesText()), "")).count()).isZero();
    assertThat(keys(hidden(Optional.empty(), ""))).containsExactly(ONE);
    assertThat(hidden(Optional.of(ONE.seriesText()), "bold").count()).isEqualTo(1);
    assertThat(hidden(Optional.of(TWO.seriesText()), "").count()).isZero();
    assertThat(catalog().find(ONE).orElseThrow().hidden()).isTrue();
    assertThat(catalog().hasSeries(ONE.series())).isTrue();

    // Made again, it stays hidden; removed, it is on no page; shown again, it is where it was.
    put(ONE, NOON.plusSeconds(1), "A Bold Otter");
    assertThat(keys(hidden(Optional.empty(), "otter"))).containsExactly(ONE);
    assertThat(hidden(Optional.empty(), "").count()).isEqualTo(1);
    remove(ONE);
    assertThat(hidden(Optional.empty(), "").count()).isZero();
    assertThat(catalog().page(ImageQuery.newest(9)).count()).isEqualTo(1);
    put(ONE, NOON.plusSeconds(2), "A Bold Otter");
    mark(ONE, false);
    catalog().put(ONE);
    assertThat(found("")).containsExactly(ONE, TWO);
    assertThat(catalog().page(ImageQuery.newest(9)).count()).isEqualTo(2);
    assertThat(hidden(Optional.empty(), "").images()).isEmpty();
  }

  @Test
  void a_picture_that_is_not_stored_is_not_shown() {
    catalog().put(ONE);
    assertThat(catalog().page(ImageQuery.newest(10)).count()).isZero();
    assertThat(catalog().hasSeries(ONE.series())).isFalse();
  }

  @Test
  void the_newest_come_first_and_those_of_one_moment_by_series_and_address() throws Exception {
    put(key("b", 1), NOON, "");
    put(key("a", 2), NOON, "");
    put(key("a", 1), NOON, "");
    put(key("c", 1), NOON.plusNanos(1000), "");
    put(key("a", 3), NOON.minusSeconds(1), "");
    assertThat(keys(catalog().page(ImageQuery.newest(10))))
        .containsExactly(key("c", 1), key("a", 1), key("a", 2), key("b", 1), key("a", 3));
  }

  @Test
  void page_after_page_gives_each_picture_once_and_the_last_names_no_next() throws Exception {
    for (int i = 0; i < 10; i++) {
      put(key("one", i), NOON.plusSeconds(i % 3), "Bird");
    }
    put(TWO, NOON, "Fish");
    for (int limit : List.of(1, 3, 5, 11, 12)) {
      assertThat(walk("", limit)).hasSize(11).doesNotHaveDuplicates();
      assertThat(walk("bird", limit)).hasSize(10).doesNotHaveDuplicates();
    }
    ImagePage first = catalog().page(ImageQuery.newest(4));
    assertThat(first.count()).isEqualTo(11);
    assertThat(first.next()).contains(first.images().get(3).position());
    assertThat(catalog().page(ImageQuery.newest(11)).next()).isEmpty();
    ImageQuery second = new ImageQuery(Optional.empty(), "bird", 4, first.next());
    assertThat(catalog().page(second).count()).isEqualTo(10);
    assertThat(catalog().page(new ImageQuery(Optional.empty(), "bird", 4, Optional.empty())))
        .satisfies(page -> assertThat(page.count()).isEqualTo(10));
  }

  @Test
  void a_series_has_its_own_pages() throws Exception {
    put(ONE, NOON, "");
    put(TWO, NOON, "");
    ImagePage page = catalog().page(query(Optional.of("two"), ""));
    assertThat(keys(page)).containsExactly(TWO);
    assertThat(page.count()).isEqualTo(1);
    assertThat(catalog().page(query(Optional.of("three"), "")).count()).isZero();
  }

  @Test
  void a_search_finds_pictures_that_have_every_word_as_a_part_of_a_word_or_of_the_address()
      throws Exception {
    put(ONE, NOON, "Gracefully Humble Kingfisher");
    put(TWO, NOON.plusSeconds(1), "Grave Owl");
    assertThat(found("KING")).containsExactly(ONE);
    assertThat(found("gra")).containsExactly(TWO, ONE);
    assertThat(found("humble king-fisher")).containsExactly(ONE);
    assertThat(found("grave humble")).isEmpty();
    assertThat(found(TWO.addressText().toUpperCase())).containsExactly(TWO);
    assertThat(found("0002 owl")).containsExactly(TWO);
    assertThat(found("!?")).isEmpty();
    put(ONE, NOON, "Something Else");
    assertThat(found("kingfisher")).isEmpty();
    assertThat(found("something")).containsExactly(ONE);
  }

  @Test
  void a_picture_that_was_replaced_moves_to_the_front_and_is_shown_once() throws Exception {
    put(ONE, NOON, "");
    put(TWO, NOON.plusSeconds(1), "");
    put(ONE, NOON.plusSeconds(2), "");
    ImagePage page = catalog().page(ImageQuery.newest(10));
    assertThat(keys(page)).containsExactly(ONE, TWO);
    assertThat(page.count()).isEqualTo(2);
  }

  @Test
  void a_picture_that_was_removed_is_shown_nowhere() throws Exception {
    put(ONE, NOON, "Bear");
    put(TWO, NOON, "Bear");
    remove(ONE);
    assertThat(found("")).containsExactly(TWO);
    assertThat(found("bear")).containsExactly(TWO);
    assertThat(catalog().page(query(Optional.of("one"), "")).images()).isEmpty();
    assertThat(catalog().find(ONE)).isEmpty();
    assertThat(catalog().hasSeries(ONE.series())).isFalse();
  }

  @Test
  void a_cursor_stays_valid_when_pictures_come_and_its_own_goes() throws Exception {
    for (int i = 0; i < 6; i++) {
      put(key("one", i), NOON.minusSeconds(i), "");
    }
    ImagePosition after = catalog().page(ImageQuery.newest(3)).next().orElseThrow();
    put(key("one", 9), NOON.plusSeconds(9), "");
    remove(key("one", 2));
    ImageQuery next = new ImageQuery(Optional.empty(), "", 9, Optional.of(after));
    assertThat(keys(catalog().page(next)))
        .containsExactly(key("one", 3), key("one", 4), key("one", 5));
  }

  @Test
  void the_version_moves_when_what_is_shown_has_changed() throws Exception {
    List<Long> versions = new ArrayList<>();
    versions.add(catalog().version());
    put(ONE, NOON, "Bear");
    versions.add(catalog().version());
    put(ONE, NOON, "Otter");
    versions.add(catalog().version());
    put(ONE, NOON.plusSeconds(1), "Otter");
    versions.add(catalog().version());
    remove(ONE);
    versions.add(catalog().version());
    assertThat(versions).doesNotHaveDuplicates();
  }

  @Test
  void the_version_stays_when_nothing_has_changed() throws Exception {
    put(ONE, NOON, "Bear");
    long before = catalog().version();
    catalog().put(ONE);
    catalog().put(TWO);
    catalog().remove(TWO);
    catalog().find(ONE);
    catalog().find(TWO);
    catalog().page(ImageQuery.newest(10));
    found("bear");
    assertThat(catalog().version()).isEqualTo(before);
  }

  @Test
  void who_pages_while_others_put_gets_each_picture_that_stays_exactly_once() throws Exception {
    List<PictureKey> staying = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      PictureKey key = key("staying", i);
      put(key, NOON.plusSeconds(i), "Rock");
      staying.add(0, key);
    }
    AtomicInteger threads = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (Together together = new Together(2)) {
      together.call(
          () -> {
            if (threads.getAndIncrement() == 0) {
              putAndRemoveManyTimes();
              done.set(true);
              return true;
            }
            do {
              for (String text : List.of("", "rock")) {
                List<PictureKey> seen =
                    walk(text, 7).stream()
                        .map(PictureCatalogContract::key)
                        .filter(key -> key.seriesText().equals("staying"))
                        .toList();
                assertThat(seen).isEqualTo(staying);
              }
            } while (!done.get());
            return true;
          });
    }
  }

  private void putAndRemoveManyTimes() throws Exception {
    for (int i = 0; i < 60; i++) {
      PictureKey passing = key("passing", i % 5);
      put(passing, NOON.plusSeconds(i), "Rock");
      if (i % 3 == 0) {
        remove(passing);
      }
    }
  }

  @Test
  void after_many_put_and_remove_one_picture_at_once_it_is_shown_as_it_is_stored()
      throws Exception {
    for (int round = 0; round < 25; round++) {
      Instant time = NOON.plusSeconds(round);
      AtomicInteger threads = new AtomicInteger();
      try (Together together = new Together(4)) {
        together.call(
            () -> {
              int thread = threads.getAndIncrement();
              synchronized (time) {
                // Stored by one after the other; the catalog is told by all at once.
                if (thread % 2 == 0) {
                  delete(ONE);
                } else {
                  store(ONE, time.plusMillis(thread), "Title " + thread);
                }
              }
              if (thread % 2 == 0) {
                catalog().remove(ONE);
              } else {
                catalog().put(ONE);
              }
              return true;
            });
      }
      List<StoredImage> shown = catalog().page(ImageQuery.newest(10)).images();
      int count = catalog().page(ImageQuery.newest(10)).count();
      assertThat(shown).isEqualTo(catalog().find(ONE).stream().toList());
      assertThat(count).isEqualTo(shown.size());
    }
  }

  @Test
  void a_page_that_was_read_after_a_version_has_all_that_the_version_stands_for() throws Exception {
    int all = 40;
    ConcurrentMap<Long, Integer> fewest = new ConcurrentHashMap<>();
    AtomicInteger threads = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    try (Together together = new Together(2)) {
      together.call(
          () -> {
            if (threads.getAndIncrement() == 0) {
              for (int i = 0; i < all; i++) {
                put(key("one", i), NOON.plusSeconds(i), "");
              }
              done.set(true);
              return true;
            }
            while (!done.get()) {
              long version = catalog().version();
              fewest.merge(version, catalog().page(ImageQuery.newest(1)).count(), Math::min);
            }
            return true;
          });
    }
    // Each version that was read belongs to one more picture than the one before it.
    List<Long> versions = fewest.keySet().stream().sorted().toList();
    long last = catalog().version();
    for (long version : versions) {
      assertThat(fewest.get(version)).isGreaterThanOrEqualTo((int) (all - (last - version)));
    }
  }
}
