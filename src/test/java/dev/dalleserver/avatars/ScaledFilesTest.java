package dev.dalleserver.avatars;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaledFilesTest {
  private static final int LARGEST = 4096 - ScaledPicture.TAG_LENGTH;
  private static final long CAPACITY = 256 * 4096;

  @TempDir private Path dir;
  private DataDirectory directory;
  private FileStore store;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dir);
    store = new FileStore(directory);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private static ScaledCache.Key key(int number, String version) {
    PictureKey key = PictureKey.parse("simple", String.format("0x%040x", number));
    return new ScaledCache.Key(
        ArtifactId.of(key, ArtifactKind.GENERATED),
        version,
        "head",
        new ScaledForm(ScaledForm.Shape.SQUARE, 64, PictureFormat.PNG));
  }

  private static ScaledPicture picture(int number, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) number);
    return ScaledPicture.of(bytes);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("small"))) {
      return files.toList();
    }
  }

  @Test
  void a_picture_is_found_after_a_restart_only_by_what_it_was_made_of() {
    new ScaledFiles(store, CAPACITY).put(key(1, "a"), picture(1, 100));

    ScaledFiles later = new ScaledFiles(store, CAPACITY);
    ScaledPicture found = later.find(key(1, "a")).orElseThrow();

    assertThat(found.bytes()).isEqualTo(picture(1, 100).bytes());
    assertThat(found.tag()).isEqualTo(picture(1, 100).tag());
    assertThat(later.find(key(1, "b"))).isEmpty();
    assertThat(later.find(key(2, "a"))).isEmpty();
  }

  @Test
  void a_damaged_or_shortened_file_is_not_used_and_is_replaced() throws Exception {
    for (int length : new int[] {0, 5, ScaledPicture.TAG_LENGTH, 60, 200}) {
      ScaledFiles files = new ScaledFiles(store, CAPACITY);
      files.put(key(1, "a"), picture(1, 100));
      Path file = files().get(0);
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));

      assertThat(files.find(key(1, "a"))).as("" + length).isEmpty();

      files.put(key(1, "a"), picture(1, 100));
      assertThat(files.find(key(1, "a"))).as("" + length).isPresent();
      Files.delete(file);
      assertThat(files.find(key(1, "a"))).isEmpty();
    }
  }

  @Test
  void the_oldest_go_when_there_are_too_many_bytes_also_those_of_an_earlier_process()
      throws Exception {
    ScaledFiles earlier = new ScaledFiles(store, CAPACITY);
    earlier.put(key(2, "a"), picture(2, LARGEST));
    Files.setLastModifiedTime(files().get(0), FileTime.fromMillis(2000));
    earlier.put(key(1, "a"), picture(1, LARGEST));

    ScaledFiles files = new ScaledFiles(store, CAPACITY);
    for (int i = 3; i <= 257; i++) {
      files.put(key(i, "a"), picture(i, LARGEST));
    }

    assertThat(files()).hasSize(256);
    assertThat(files.find(key(2, "a"))).isEmpty();
    assertThat(files.find(key(1, "a"))).isPresent();
    assertThat(files.find(key(257, "a"))).isPresent();
  }

  @Test
  void a_large_picture_is_not_kept() {
    ScaledFiles files = new ScaledFiles(store, CAPACITY);

    files.put(key(1, "a"), picture(1, LARGEST + 1));

    assertThat(files.find(key(1, "a"))).isEmpty();
    assertThat(dir.resolve("small")).doesNotExist();
  }

  @Test
  void a_folder_that_cannot_be_used_costs_only_time() throws Exception {
    Files.writeString(dir.resolve("small"), "no folder");
    ScaledFiles files = new ScaledFiles(store, CAPACITY);

    files.put(key(1, "a"), picture(1, 100));

    assertThat(files.find(key(1, "a"))).isEmpty();
  }

  @Test
  void what_was_made_before_a_restart_is_not_decoded_again() {
    AtomicInteger decoded = new AtomicInteger();
    PictureScaling scaling =
        (picture, squares, wanted) -> {
          decoded.incrementAndGet();
          Map<ScaledForm, byte[]> made = new HashMap<>();
          wanted.get().forEach(form -> made.put(form, new byte[] {(byte) form.size()}));
          return made;
        };
    ScaledForm form = new ScaledForm(ScaledForm.Shape.SQUARE, 64, PictureFormat.PNG);
    ScaledForm other = new ScaledForm(ScaledForm.Shape.SQUARE, 32, PictureFormat.PNG);
    ScaledPictures.Cut cut = new ScaledPictures.Cut("head", Square::middle);
    StoredArtifact picture = ScaledPicturesTest.picture(1, "a");
    try (ScaledPictures before =
        new ScaledPictures(scaling, 1, Optional.of(new ScaledFiles(store)))) {
      before.find(picture, cut, form).join();
      Waiting.until(() -> Files.exists(dir.resolve("small")));
      Waiting.untilAsserted(() -> assertThat(files()).hasSize(1));
    }
    try (ScaledPictures after =
        new ScaledPictures(scaling, 1, Optional.of(new ScaledFiles(store)))) {
      assertThat(after.find(picture, cut, form).join().bytes()).containsExactly(64);
      assertThat(decoded).hasValue(1);
      assertThat(after.find(picture, cut, other).join().bytes()).containsExactly(32);
      assertThat(after.find(ScaledPicturesTest.picture(1, "b"), cut, form).join().bytes())
          .containsExactly(64);
      assertThat(decoded).hasValue(3);
    }
  }
}
