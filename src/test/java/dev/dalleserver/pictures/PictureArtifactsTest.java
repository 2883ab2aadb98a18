package dev.dalleserver.pictures;

import static dev.dalleserver.pictures.MakingPictures.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.FileStoreListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which artifacts of a picture are on disk, in which order they are written, and what is read back.
 */
class PictureArtifactsTest {
  private static final DalleDress PLAN = MakingPictures.plan(KEY);
  private static final byte[] PNG = "the picture".getBytes(StandardCharsets.UTF_8);
  private static final PictureFacts.Origin ORIGIN =
      new PictureFacts.Origin("fake", "fake-1", "req-1", "https://pictures.example/1", "url", 77);
  private static final AnnotatedImage ANNOTATED =
      new AnnotatedImage(
          "with caption".getBytes(StandardCharsets.UTF_8),
          "small".getBytes(StandardCharsets.UTF_8),
          new ImageSize(8, 10),
          "#336699");

  @TempDir Path folder;
  private MakingPictures scene;
  private PictureArtifacts archive;
  private final List<String> written = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
    archive = scene.archive;
    scene.store.addListener(
        (operation, path, succeeded) -> {
          boolean isChange = operation != FileStoreListener.Operation.READ;
          if (succeeded && isChange && path.startsWith("output/simple/")) {
            written.add(path.split("/")[2]);
          }
        });
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private Optional<DalleDress> load(PictureKey key) throws IOException {
    return archive.words(key).load(() -> DalleDress.withoutWords(key));
  }

  @Nested
  class TheDress {
    @Test
    void the_dress_has_the_content_identifier_of_the_annotated_picture_while_that_exists()
        throws Exception {
      DalleDress saved = archive.saveAnnotated(KEY, archive.words(KEY), PLAN, ANNOTATED);

      // A CIDv1 of a raw leaf: sha2-256 of the twelve bytes, in base32.
      assertThat(saved.picture().ipfsHash())
          .isEqualTo("bafkreiavqvmxyzowsljzjvoqq2dg3surppcmyrc7li4z2jiwvpssdweatm");
      assertThat(archive.words(KEY).load(() -> PLAN)).contains(saved);
      assertThat(saved.unfinished().picture().ipfsHash()).isEmpty();
    }

    @Test
    void is_none_where_nothing_was_made() throws Exception {
      assertThat(load(KEY)).isEmpty();
    }

    @Test
    void comes_back_as_it_was_stored() throws Exception {
      archive.words(KEY).saveAll(PLAN);
      assertThat(load(KEY)).contains(PLAN);
      assertThat(load(MakingPictures.key(7))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "{\"seed\":\"x\"}", "{}", "\0\0\0"})
    void has_the_words_of_the_texts_beside_it_where_it_cannot_be_understood(String damage)
        throws Exception {
      archive.words(KEY).saveAll(PLAN);
      Files.writeString(scene.file(ArtifactKind.SELECTOR), damage);
      Files.writeString(scene.file(ArtifactKind.TITLE), "Of The File");

      DalleDress read = load(KEY).orElseThrow();

      assertThat(read.words().prompts().title()).isEqualTo("Of The File");
      assertThat(read.words().prompts().terse()).isEqualTo(PLAN.words().prompts().terse());
      assertThat(read.words().seed()).isEqualTo(PLAN.words().seed());
      assertThat(archive.words(KEY).hasAllWords()).isFalse();
    }

    @Test
    void has_the_words_of_the_plan_where_no_file_has_them() throws Exception {
      Files.createDirectories(scene.file(ArtifactKind.TITLE).getParent());
      Files.writeString(scene.file(ArtifactKind.TITLE), "Alone");

      DalleDress read = archive.words(KEY).load(() -> PLAN).orElseThrow();

      assertThat(read.words().prompts().title()).isEqualTo("Alone");
      assertThat(read.words().prompts().base()).isEqualTo(PLAN.words().prompts().base());
      assertThat(read.words().drawn()).isEqualTo(PLAN.words().drawn());
    }

    @Test
    void of_another_program_keeps_each_byte_beside_its_picture() throws Exception {
      String stored = "{ \"titlePrompt\": \"Theirs\", \"colorLimit\": \"five-tone\" }";
      Files.createDirectories(scene.file(ArtifactKind.SELECTOR).getParent());
      Files.writeString(scene.file(ArtifactKind.SELECTOR), stored);

      archive.saveAnnotated(
          KEY, archive.words(KEY), archive.words(KEY).load(() -> PLAN).orElseThrow(), ANNOTATED);

      assertThat(scene.text(ArtifactKind.SELECTOR)).isEqualTo(stored);
    }

    @Test
    void of_another_program_gets_the_facts_of_a_new_picture_and_keeps_its_words() throws Exception {
      Files.createDirectories(scene.file(ArtifactKind.SELECTOR).getParent());
      Files.writeString(
          scene.file(ArtifactKind.SELECTOR),
          "{\"titlePrompt\":\"Theirs\",\"colorLimit\":\"five-tone\",\"theirs\":1}");

      archive.savePicture(
          KEY, archive.words(KEY), archive.words(KEY).load(() -> PLAN).orElseThrow(), PNG, ORIGIN);

      assertThat(scene.text(ArtifactKind.SELECTOR))
          .contains("\"titlePrompt\":\"Theirs\"", "\"colorLimit\":\"five-tone\"", "\"theirs\":1")
          .contains("\"createdAt\":77")
          .contains("\"prompt\":\"Paint ");
    }

    @Test
    void that_lacks_words_is_filled_and_no_stored_text_is_written_again() throws Exception {
      Files.createDirectories(scene.file(ArtifactKind.TITLE).getParent());
      Files.writeString(scene.file(ArtifactKind.TITLE), "Alone");

      archive.words(KEY).fill(archive.words(KEY).load(() -> PLAN).orElseThrow());

      assertThat(written).containsExactly("data", "terse", "prompt", "selector");
      assertThat(archive.words(KEY).hasAllWords()).isTrue();
      assertThat(load(KEY).orElseThrow().words().prompts().title()).isEqualTo("Alone");
    }

    @Test
    void is_a_fault_where_the_disk_does_not_give_it() {
      scene.obstruct(ArtifactKind.SELECTOR);
      assertThatThrownBy(() -> archive.words(KEY).saveAll(PLAN)).isInstanceOf(IOException.class);
    }
  }

  @Nested
  class TheEnhancedPrompt {
    @Test
    void counts_from_its_own_file_when_a_crash_kept_it_out_of_the_dress() throws Exception {
      archive.words(KEY).saveAll(PLAN);
      scene.obstruct(ArtifactKind.SELECTOR);
      DalleDress enhanced = PLAN.withEnhancedPrompt("the richer one");
      assertThatThrownBy(() -> archive.words(KEY).saveEnhanced(enhanced))
          .isInstanceOf(IOException.class);
      Files.delete(scene.file(ArtifactKind.SELECTOR).resolve("in-the-way"));
      Files.delete(scene.file(ArtifactKind.SELECTOR));
      archive.words(KEY).saveAll(PLAN);
      assertThat(load(KEY)).contains(enhanced);
    }

    @Test
    void of_the_dress_is_the_one_that_counts() throws Exception {
      archive.words(KEY).saveEnhanced(PLAN.withEnhancedPrompt("of the dress"));
      Files.writeString(scene.file(ArtifactKind.ENHANCED), "of the file");
      assertThat(load(KEY).orElseThrow().words().prompts().enhanced()).isEqualTo("of the dress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void does_not_count_when_its_file_is_blank(String blank) throws Exception {
      archive.words(KEY).saveAll(PLAN);
      Files.createDirectories(scene.file(ArtifactKind.ENHANCED).getParent());
      Files.writeString(scene.file(ArtifactKind.ENHANCED), blank);
      assertThat(load(KEY)).contains(PLAN);
    }

    @Test
    void is_gone_once_it_is_deleted() throws Exception {
      archive.words(KEY).saveEnhanced(PLAN.withEnhancedPrompt("the richer one"));
      archive.words(KEY).saveAll(PLAN);
      archive.words(KEY).deleteEnhanced();
      assertThat(load(KEY)).contains(PLAN);
    }
  }

  @Nested
  class TheOrder {
    @Test
    void of_the_texts_has_the_dress_last_since_it_says_that_they_are_there() throws Exception {
      archive.words(KEY).saveAll(PLAN);
      assertThat(written).containsExactly("data", "title", "terse", "prompt", "selector");
      assertThat(scene.text(ArtifactKind.DATA)).isEqualTo(PLAN.words().prompts().data());
      assertThat(scene.text(ArtifactKind.TITLE)).isEqualTo(PLAN.words().prompts().title());
      assertThat(scene.text(ArtifactKind.TERSE)).isEqualTo(PLAN.words().prompts().terse());
      assertThat(scene.text(ArtifactKind.PROMPT)).isEqualTo(PLAN.words().prompts().base());
    }

    @Test
    void has_the_enhanced_prompt_before_its_dress() throws Exception {
      archive.words(KEY).saveEnhanced(PLAN.withEnhancedPrompt("x"));
      assertThat(written).containsExactly("enhanced", "selector");
    }

    @Test
    void has_a_paid_picture_first_of_all() throws Exception {
      archive.savePicture(KEY, archive.words(KEY), PLAN, PNG, ORIGIN);
      assertThat(written).containsExactly("generated", "selector");
    }

    @Test
    void has_the_annotated_picture_after_the_dress_and_before_the_thumbnail() throws Exception {
      archive.saveAnnotated(KEY, archive.words(KEY), PLAN, ANNOTATED);
      assertThat(written).containsExactly("selector", "annotated", "thumbnail");
      assertThat(Files.getLastModifiedTime(scene.file(ArtifactKind.THUMBNAIL)).toMillis())
          .as("the thumbnail bears the time of its picture")
          .isEqualTo(Files.getLastModifiedTime(scene.file(ArtifactKind.ANNOTATED)).toMillis());
    }
  }

  @Nested
  class ThePicture {
    @Test
    void comes_back_as_it_was_stored_and_the_dress_tells_of_it() throws Exception {
      DalleDress with = archive.savePicture(KEY, archive.words(KEY), PLAN, PNG, ORIGIN);
      assertThat(archive.hasPicture(KEY)).isTrue();
      assertThat(archive.loadPicture(KEY)).contains(PNG);
      assertThat(load(KEY)).contains(with);
      assertThat(with.picture().generatedPath())
          .isEqualTo("output/simple/generated/" + KEY.addressText() + ".png");
      assertThat(with.picture().origin().imageUrl()).isEqualTo("https://pictures.example/1");
      assertThat(archive.loadPicture(MakingPictures.key(7))).isEmpty();
    }

    @Test
    void is_there_even_if_its_dress_cannot_be_stored() throws Exception {
      scene.obstruct(ArtifactKind.SELECTOR);
      assertThatThrownBy(() -> archive.savePicture(KEY, archive.words(KEY), PLAN, PNG, ORIGIN))
          .isInstanceOf(IOException.class);
      assertThat(archive.loadPicture(KEY)).contains(PNG);
    }

    @Test
    void was_painted_when_its_dress_says_or_else_its_file_or_else_now() throws Exception {
      assertThat(archive.paintedAt(KEY, PLAN)).isEqualTo(MovingTime.START);
      DalleDress with = archive.savePicture(KEY, archive.words(KEY), PLAN, PNG, ORIGIN);
      Instant copied = Instant.parse("2025-05-06T07:08:09Z");
      Files.setLastModifiedTime(scene.file(ArtifactKind.GENERATED), FileTime.from(copied));
      assertThat(archive.paintedAt(KEY, PLAN)).isEqualTo(copied);
      assertThat(archive.paintedAt(KEY, with)).isEqualTo(Instant.ofEpochSecond(77));
    }
  }

  @Nested
  class TheAnnotatedPicture {
    @Test
    void completes_the_dress_with_its_facts() throws Exception {
      DalleDress complete = archive.saveAnnotated(KEY, archive.words(KEY), PLAN, ANNOTATED);
      assertThat(load(KEY)).contains(complete);
      assertThat(complete.run().completed()).isTrue();
      assertThat(complete.picture().annotated().size()).isEqualTo(ANNOTATED.png().length);
      assertThat(complete.picture().annotated().width()).isEqualTo(8);
      assertThat(complete.picture().annotated().height()).isEqualTo(10);
      assertThat(complete.picture().annotated().color()).isEqualTo("#336699");
      assertThat(complete.picture().annotated().modifiedAt())
          .isEqualTo(MovingTime.START.getEpochSecond());
      assertThat(archive.hasAnnotated(KEY)).isTrue();
      assertThat(Files.readString(scene.file(ArtifactKind.ANNOTATED))).isEqualTo("with caption");
    }

    @Test
    void is_not_there_when_its_dress_cannot_be_stored() {
      scene.obstruct(ArtifactKind.SELECTOR);
      assertThatThrownBy(() -> archive.saveAnnotated(KEY, archive.words(KEY), PLAN, ANNOTATED))
          .isInstanceOf(IOException.class);
      assertThat(archive.hasAnnotated(KEY)).isFalse();
      assertThat(scene.file(ArtifactKind.THUMBNAIL)).doesNotExist();
    }

    @Test
    void goes_with_its_thumbnail_and_all_else_stays() throws Exception {
      archive.words(KEY).saveAll(PLAN);
      archive.savePicture(KEY, archive.words(KEY), PLAN, PNG, ORIGIN);
      archive.saveAnnotated(KEY, archive.words(KEY), PLAN, ANNOTATED);
      assertThat(archive.removeAnnotated(KEY)).isTrue();
      assertThat(archive.removeAnnotated(KEY)).isFalse();
      assertThat(scene.stored())
          .containsExactlyInAnyOrder(
              ArtifactKind.DATA,
              ArtifactKind.TITLE,
              ArtifactKind.TERSE,
              ArtifactKind.PROMPT,
              ArtifactKind.SELECTOR,
              ArtifactKind.GENERATED);
    }

    @Test
    void that_others_have_put_there_has_what_its_file_tells() throws Exception {
      Path file = scene.file(ArtifactKind.ANNOTATED);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "12345");
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(99)));
      DalleDress known = archive.withFileFacts(KEY, PLAN);
      assertThat(known.run().completed()).isTrue();
      assertThat(known.picture().annotated().size()).isEqualTo(5);
      assertThat(known.picture().annotated().modifiedAt()).isEqualTo(99);
      DalleDress ours = archive.saveAnnotated(KEY, archive.words(KEY), PLAN, ANNOTATED);
      assertThat(archive.withFileFacts(KEY, ours)).isSameAs(ours);
    }
  }

  @Nested
  class TheTimes {
    @Test
    void are_added_to_the_dress() throws Exception {
      archive.saveTimes(KEY, archive.words(KEY), PLAN.withPhaseMillis(Map.of("setup", 3L)));
      assertThat(load(KEY).orElseThrow().run().phaseMillis())
          .containsExactly(Map.entry("setup", 3L));
    }

    @Test
    void are_added_to_the_words_that_another_program_has_written_meanwhile() throws Exception {
      StoredWords words = archive.words(KEY);
      words.saveAll(PLAN);
      Path file = scene.file(ArtifactKind.SELECTOR);
      String written = Files.readString(file);
      Files.writeString(file, written.replaceFirst("\"prompt\":\"", "$0Another. "));
      archive.saveTimes(KEY, words, PLAN.withPhaseMillis(Map.of("setup", 3L)));
      assertThat(Files.readString(file)).contains("Another. ", "\"setup\":3");
    }

    @Test
    void that_cannot_be_stored_are_no_fault() {
      scene.obstruct(ArtifactKind.SELECTOR);
      archive.saveTimes(KEY, archive.words(KEY), PLAN);
    }
  }

  @Test
  void an_error_of_the_disk_is_told_without_its_place() {
    assertThat(archive.describe(new NoSuchFileException(folder.toString())))
        .doesNotContain(folder.toString());
  }
}
