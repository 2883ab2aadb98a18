package dev.dalleserver.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIndexTest {
  private static final String ONE = ForeignPictures.address(1);
  private static final String TWO = ForeignPictures.address(2);
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @TempDir private Path folder;

  private DataDirectory directory;
  private FileStore store;
  private ImageIndex index;
  private ForeignPictures others;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    store = new FileStore(directory);
    index = new ImageIndex(new LocalArtifacts(store));
    store.addListener(new CatalogUpdater(index));
    others = new ForeignPictures(folder);
  }

  @AfterEach
  void close() throws Exception {
    index.close();
    directory.close();
  }

  private ImagePage all() {
    return index.page(ImageQuery.newest(200));
  }

  private List<String> found(String text) {
    ImageQuery query = new ImageQuery(Optional.empty(), text, 50, Optional.empty());
    return index.page(query).images().stream().map(StoredImage::address).toList();
  }

  private void startAndAwait(int pictures) {
    index.start();
    Waiting.untilAsserted(() -> assertThat(index.size()).isEqualTo(pictures));
  }

  @Nested
  class WhatItKnowsOfAPicture {
    @Test
    void comes_from_all_its_files() {
      others.put("simple", ONE, NOON);
      others.put("simple", "generated", ONE + ".png", new byte[] {1}, NOON.minusSeconds(60));
      others.describe("simple", ONE, Map.of("titlePrompt", "A Bold Bear", "color", "#AB12ff"));

      StoredImage image = index.find(PictureKey.parse("simple", ONE)).orElseThrow();

      assertThat(image.title()).isEqualTo("A Bold Bear");
      assertThat(image.color()).isEqualTo("#ab12ff");
      assertThat(image.createdAt()).isEqualTo(NOON.minusSeconds(60));
      assertThat(image.modifiedAt()).isEqualTo(NOON);
      assertThat(image.width()).isEqualTo(16);
      assertThat(image.height()).isEqualTo(20);
      assertThat(image.bytes()).isEqualTo(ForeignPictures.png().length);
    }

    @Test
    void is_less_when_there_is_only_the_picture() {
      others.put("simple", ONE, NOON);

      StoredImage image = index.find(PictureKey.parse("simple", ONE)).orElseThrow();

      assertThat(image.title()).isEmpty();
      assertThat(image.color()).isEqualTo("#808080");
      assertThat(image.createdAt()).isEqualTo(NOON);
    }

    @Test
    void comes_from_the_words_of_today_where_no_word_is_stored() throws Exception {
      index.setWords(
          key -> Optional.of(new WordsSource.Words("Drawn Title", List.of("drawnword,rare"))));
      others.put("simple", ONE, NOON);
      others.put("simple", TWO, NOON);
      others.put(
          "simple",
          "selector",
          TWO + ".json",
          "{\"titlePrompt\": \"Stored\", \"selectedRecords\": [\"stored\"]}".getBytes(),
          NOON);
      startAndAwait(2);

      assertThat(index.find(PictureKey.parse("simple", ONE)).orElseThrow().title())
          .isEqualTo("Drawn Title");
      assertThat(index.find(PictureKey.parse("simple", TWO)).orElseThrow().title())
          .isEqualTo("Stored");
      assertThat(found("drawnword")).containsExactly(ONE);
    }

    @Test
    void comes_from_a_long_or_odd_dress_too() throws Exception {
      others.put("simple", ONE, NOON);
      String dress =
          "\ufeff{ // by hand\n\"titlePrompt\": \"Odd One\", \"notes\": \""
              + "x".repeat(300_000)
              + "\", \"attributes\": [{\"value\": \"oddword,rare\"},],}";
      others.put("simple", "selector", ONE + ".json", dress.getBytes(StandardCharsets.UTF_8), NOON);
      startAndAwait(1);

      assertThat(index.find(PictureKey.parse("simple", ONE)).orElseThrow().title())
          .isEqualTo("Odd One");
      assertThat(found("oddword")).containsExactly(ONE);
    }

    @Test
    void has_the_beginning_of_a_long_title_without_half_a_character() {
      others.describe("simple", ONE, Map.of("titlePrompt", "x" + "🦊".repeat(200)));
      others.put("simple", ONE, NOON);
      startAndAwait(1);

      assertThat(index.find(PictureKey.parse("simple", ONE)).orElseThrow().title())
          .isEqualTo("x" + "🦊".repeat(99));
    }

    @Test
    void comes_from_folders_and_files_that_the_original_spells_otherwise() throws Exception {
      String upper = "0x" + ONE.substring(2).toUpperCase(java.util.Locale.ROOT);
      others.put("My Birds", "annotated", upper + ".png", ForeignPictures.png(), NOON);
      others.put(
          "My Birds", "selector", upper + ".json", "{\"titlePrompt\": \"Bird\"}".getBytes(), NOON);
      startAndAwait(1);

      assertThat(index.find(PictureKey.parse("my-birds", ONE)).orElseThrow().title())
          .isEqualTo("Bird");

      others.put("Late Birds", "annotated", TWO + ".png", ForeignPictures.png(), NOON);
      Waiting.until(() -> index.find(PictureKey.parse("late-birds", TWO)).isPresent());
    }

    @Test
    void leaves_out_json_that_nobody_understands() {
      others.put("simple", ONE, NOON);
      others.put("simple", TWO, NOON);
      others.put("simple", "selector", ONE + ".json", "{\"titlePr".getBytes(), NOON);
      others.put(
          "simple",
          "selector",
          TWO + ".json",
          "{\"titlePrompt\":{},\"color\":\"red\",\"selectedRecords\":7}"
              .getBytes(StandardCharsets.UTF_8),
          NOON);

      assertThat(index.find(PictureKey.parse("simple", ONE)).orElseThrow().title()).isEmpty();
      assertThat(index.find(PictureKey.parse("simple", TWO)).orElseThrow().title()).isEmpty();
      assertThat(index.find(PictureKey.parse("simple", TWO)).orElseThrow().color())
          .isEqualTo("#808080");
    }
  }

  @Nested
  class FilesThatAreNoPictures {
    @Test
    void are_left_out() throws Exception {
      byte[] png = ForeignPictures.png();
      others.put("simple", "annotated", ONE + ".png", Arrays.copyOf(png, png.length - 1), NOON);
      others.put("simple", "annotated", TWO + ".png", new byte[0], NOON);
      others.put(
          "simple", "annotated", ForeignPictures.address(3) + ".png", "GIF".getBytes(), NOON);
      others.put("simple", "annotated", "notes.txt", png, NOON);
      others.put("simple", "annotated", ONE.toUpperCase() + ".png", png, NOON);
      others.put("___", "annotated", ONE + ".png", png, NOON);
      others.put("generations", "annotated", ONE + ".png", png, NOON);
      Files.createDirectories(
          folder.resolve("output/simple/annotated").resolve(ForeignPictures.address(4) + ".png"));
      Files.write(folder.resolve("output/stray.png"), png);
      others.put("last", ONE, NOON);

      startAndAwait(1);

      assertThat(all().images()).extracting(StoredImage::series).containsExactly("last");
    }

    @Test
    void links_lead_nowhere(@TempDir Path elsewhere) throws Exception {
      new ForeignPictures(elsewhere).put("secret", ONE, NOON);
      Path home = Files.createDirectories(folder.resolve("output/simple/annotated"));
      Files.createSymbolicLink(
          home.resolve(ONE + ".png"), elsewhere.resolve("output/secret/annotated/" + ONE + ".png"));
      Files.createSymbolicLink(folder.resolve("output/secret"), elsewhere.resolve("output/secret"));
      Files.createSymbolicLink(folder.resolve("output/circle"), folder.resolve("output"));
      others.put("last", ONE, NOON);

      startAndAwait(1);

      assertThat(index.find(PictureKey.parse("simple", ONE))).isEmpty();
      assertThat(index.find(PictureKey.parse("secret", ONE))).isEmpty();
    }
  }

  @Nested
  class Searching {
    @BeforeEach
    void put_two() {
      others.put("simple", ONE, NOON);
      others.put("simple", TWO, NOON.plusSeconds(1));
      others.describe(
          "simple", ONE, Map.of("titlePrompt", "Gracefully Humble Kingfisher", "prompt", "A Tide"));
      others.describe(
          "simple", TWO, Map.of("titlePrompt", "Grave Owl", "enhancedPrompt", "Über den Wolken"));
      index.find(PictureKey.parse("simple", ONE));
      index.find(PictureKey.parse("simple", TWO));
    }

    @Test
    void finds_parts_of_words_in_any_case() {
      assertThat(found("KING")).containsExactly(ONE);
      assertThat(found("gra")).containsExactly(TWO, ONE);
      assertThat(found("über")).containsExactly(TWO);
    }

    @Test
    void wants_every_word_wherever_it_stands() {
      assertThat(found("tide  king-fisher")).containsExactly(ONE);
      assertThat(found("tide kingfisher")).containsExactly(ONE);
      assertThat(found("grave wolken")).containsExactly(TWO);
      assertThat(found("grave tide")).isEmpty();
    }

    @Test
    void finds_addresses_by_a_part_in_any_case() {
      assertThat(found(TWO.toUpperCase())).containsExactly(TWO);
      assertThat(found("0002 owl")).containsExactly(TWO);
    }

    @Test
    void finds_nothing_by_punctuation_alone_or_by_a_word_that_nothing_has() {
      assertThat(found("!?")).isEmpty();
      assertThat(found("owl " + "x".repeat(60))).isEmpty();
    }

    @Test
    void finds_a_word_of_one_character() {
      assertThat(found("a tide")).containsExactly(ONE);
    }

    @Test
    void finds_a_part_that_very_many_words_have() {
      StringBuilder many = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        many.append(" zeal").append(i);
      }
      others.describe("simple", ONE, Map.of("prompt", many.toString()));
      index.find(PictureKey.parse("simple", ONE));

      assertThat(found("zeal")).containsExactly(ONE);
      assertThat(found("zeal49")).containsExactly(ONE);
    }

    @Test
    void forgets_what_a_new_description_no_longer_says() {
      others.describe("simple", ONE, Map.of("titlePrompt", "Something Else"));
      index.find(PictureKey.parse("simple", ONE));

      assertThat(found("kingfisher")).isEmpty();
      assertThat(found("something")).containsExactly(ONE);
    }
  }

  @Nested
  class WhatTheStoreWrites {
    @Test
    void is_known_at_once_without_any_watching() throws Exception {
      store.write(
          store.layout().artifact(ArtifactKind.ANNOTATED, "simple", ONE), ForeignPictures.png());
      assertThat(all().count()).isEqualTo(1);

      store.delete(store.layout().artifact(ArtifactKind.ANNOTATED, "simple", ONE));
      assertThat(all().images()).isEmpty();
      assertThat(all().count()).isZero();
      ImageQuery simple = new ImageQuery(Optional.of("simple"), "", 50, Optional.empty());
      assertThat(index.page(simple).images()).isEmpty();
    }
  }

  @Nested
  class WhatTheStoreRewrites {
    private Path file(ArtifactKind kind) {
      return store.layout().artifact(kind, "simple", ONE);
    }

    @Test
    void is_known_at_once_without_any_watching() throws Exception {
      store.write(file(ArtifactKind.ANNOTATED), ForeignPictures.png());
      for (String title : List.of("First Words", "Other Words")) {
        long before = index.version();
        store.writeText(file(ArtifactKind.SELECTOR), "{\"titlePrompt\":\"" + title + "\"}");
        assertThat(all().images()).extracting(StoredImage::title).containsExactly(title);
        assertThat(index.version()).isGreaterThan(before);
      }
      assertThat(found("first")).isEmpty();
      assertThat(found("other")).containsExactly(ONE);

      store.delete(file(ArtifactKind.SELECTOR));
      assertThat(all().images()).extracting(StoredImage::title).containsExactly("");
    }

    @Test
    void is_nothing_new_where_the_index_shows_none_of_it() throws Exception {
      store.write(file(ArtifactKind.ANNOTATED), ForeignPictures.png());
      long before = index.version();
      store.writeText(file(ArtifactKind.PROMPT), "a prompt");
      store.write(file(ArtifactKind.THUMBNAIL), new byte[] {1});
      assertThat(index.version()).isEqualTo(before);
    }
  }

  @Nested
  class WhatOthersDo {
    @BeforeEach
    void put_one() {
      others.put("simple", ONE, NOON);
      startAndAwait(1);
    }

    @Test
    void adding_a_picture_and_its_description() {
      others.put("simple", TWO, NOON.plusSeconds(1));
      Waiting.untilAsserted(() -> assertThat(all().images()).hasSize(2));

      others.describe("simple", TWO, Map.of("titlePrompt", "Late Words"));
      Waiting.untilAsserted(
          () -> assertThat(all().images().get(0).title()).isEqualTo("Late Words"));
    }

    @Test
    void replacing_one_moves_it_to_the_front() {
      others.put("simple", TWO, NOON.plusSeconds(1));
      Waiting.untilAsserted(() -> assertThat(all().images()).hasSize(2));

      others.put("simple", ONE, NOON.plusSeconds(2));

      Waiting.untilAsserted(
          () ->
              assertThat(all().images())
                  .extracting(StoredImage::address)
                  .containsExactly(ONE, TWO));
    }

    @Test
    void copying_one_slowly_shows_it_when_it_is_whole() throws Exception {
      byte[] png = ForeignPictures.png();
      Path file = others.put("simple", "annotated", TWO + ".png", Arrays.copyOf(png, 40), NOON);
      assertThat(index.find(PictureKey.parse("simple", TWO))).isEmpty();

      Files.write(file, png);

      Waiting.untilAsserted(() -> assertThat(all().count()).isEqualTo(2));
    }

    @Test
    void deleting_one() throws Exception {
      Files.delete(folder.resolve("output/simple/annotated/" + ONE + ".png"));

      Waiting.untilAsserted(() -> assertThat(all().images()).isEmpty());
    }

    @Test
    void adding_a_whole_series_and_renaming_it(@TempDir Path elsewhere) throws Exception {
      new ForeignPictures(elsewhere).put("x", TWO, NOON);
      Files.move(elsewhere.resolve("output/x"), folder.resolve("output/fresh"));
      Waiting.untilAsserted(() -> assertThat(index.hasSeries(SeriesName.parse("fresh"))).isTrue());

      Files.move(folder.resolve("output/fresh"), folder.resolve("output/other"));
      Waiting.untilAsserted(() -> assertThat(index.hasSeries(SeriesName.parse("other"))).isTrue());
      Waiting.untilAsserted(() -> assertThat(index.hasSeries(SeriesName.parse("fresh"))).isFalse());

      others.put("other", ONE, NOON);
      Waiting.untilAsserted(() -> assertThat(all().count()).isEqualTo(3));
    }
  }
}
