package dev.dalleserver.cluster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.cluster.s3.BucketArtifacts;
import dev.dalleserver.cluster.s3.BucketFixture;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.gallery.ImageQuery;
import dev.dalleserver.gallery.PictureCatalog;
import dev.dalleserver.gallery.PictureCatalogContract;
import dev.dalleserver.gallery.PictureReader;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gallery as a table, of artifacts in a bucket. */
class PostgresCatalogTest extends PictureCatalogContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PictureKey KEY = PictureKey.parse("one", ForeignPictures.address(1));

  @TempDir private static Path folder;
  private static BucketFixture fixture;
  private BucketArtifacts artifacts;
  private PostgresCatalog catalog;

  @BeforeAll
  static void start() throws Exception {
    fixture = new BucketFixture(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    fixture.close();
  }

  @BeforeEach
  void open() throws Exception {
    fixture.reset();
    fixture.test().empty("picture", "picture_count");
    artifacts = fixture.open("one");
    catalog = new PostgresCatalog(fixture.test().database(), new PictureReader(artifacts));
  }

  @Override
  protected PictureCatalog catalog() {
    return catalog;
  }

  @Override
  protected void store(PictureKey key, Instant time, String title) throws Exception {
    artifacts.write(
        ArtifactId.of(key, ArtifactKind.SELECTOR),
        JSON.writeValueAsBytes(Map.of("titlePrompt", title)));
    ArtifactId annotated = ArtifactId.of(key, ArtifactKind.ANNOTATED);
    artifacts.write(annotated, ForeignPictures.png());
    artifacts.setModifiedAt(annotated, time);
  }

  @Override
  protected void delete(PictureKey key) throws Exception {
    artifacts.delete(ArtifactId.of(key, ArtifactKind.ANNOTATED));
  }

  @Override
  protected void mark(PictureKey key, boolean hidden) throws Exception {
    ArtifactId mark = ArtifactId.of(key, ArtifactKind.HIDDEN);
    if (hidden) {
      artifacts.writeText(mark, "hidden");
    } else {
      artifacts.delete(mark);
    }
  }

  @Test
  void what_a_node_changed_that_crashed_before_it_told_the_catalog_is_shown_after_a_while()
      throws Exception {
    store(KEY, Instant.EPOCH, "Bear");
    assertThat(catalog.catchUp()).isZero();
    fixture.execute("UPDATE changed_picture SET since = since - interval '1 minute'");

    assertThat(catalog.catchUp()).isEqualTo(1);

    assertThat(catalog.page(ImageQuery.newest(9)).count()).isEqualTo(1);
    assertThat(fixture.count("changed_picture")).isZero();
  }

  @Test
  void a_picture_that_changes_while_it_is_read_is_shown_as_it_is_afterwards() throws Exception {
    PostgresCatalog other =
        new PostgresCatalog(fixture.test().database(), new PictureReader(artifacts));
    AtomicBoolean changed = new AtomicBoolean();
    catalog.setWords(
        key -> {
          // Asked for after the files were read, since these have no words.
          if (changed.compareAndSet(false, true)) {
            try {
              store(KEY, Instant.EPOCH.plusSeconds(1), "New");
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            other.put(KEY);
          }
          return Optional.empty();
        });
    store(KEY, Instant.EPOCH, "Old");

    catalog.put(KEY);

    assertThat(changed).isTrue();
    assertThat(catalog.page(ImageQuery.newest(9)).images())
        .extracting(image -> image.title())
        .containsExactly("New");
  }

  @Test
  void a_picture_stays_shown_while_the_bucket_is_away() throws Exception {
    store(KEY, Instant.EPOCH, "Bear");
    catalog.put(KEY);
    store(KEY, Instant.EPOCH, "Otter");
    BucketArtifacts empty = fixture.open("other");
    PostgresCatalog other =
        new PostgresCatalog(fixture.test().database(), new PictureReader(empty));
    fixture.link().cut();
    try {
      other.put(KEY);
      assertThat(catalog.page(ImageQuery.newest(9)).images())
          .extracting(image -> image.title())
          .containsExactly("Bear");
    } finally {
      fixture.link().restore();
    }
    other.put(KEY);
    assertThat(catalog.page(ImageQuery.newest(9)).images())
        .extracting(image -> image.title())
        .containsExactly("Otter");
  }
}
