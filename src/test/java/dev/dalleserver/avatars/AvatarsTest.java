package dev.dalleserver.avatars;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When pictures are examined for their avatars. */
class AvatarsTest {
  private static final PictureKey KEY =
      PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");
  private static final ArtifactId GENERATED = ArtifactId.of(KEY, ArtifactKind.GENERATED);
  private static final ArtifactId ANNOTATED = ArtifactId.of(KEY, ArtifactKind.ANNOTATED);
  private static final ScaledForm SQUARE =
      new ScaledForm(ScaledForm.Shape.SQUARE, 64, PictureFormat.JPEG);
  private static final ScaledForm WHOLE =
      new ScaledForm(ScaledForm.Shape.WHOLE, 32, PictureFormat.JPEG);

  @TempDir private Path dir;
  private final AtomicInteger examined = new AtomicInteger();
  private DataDirectory directory;
  private FileStore files;
  private ArtifactStore disk;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dir);
    files = new FileStore(directory);
    disk = new LocalArtifacts(files);
    disk.writeText(GENERATED, "generated");
    disk.writeText(ANNOTATED, "annotated");
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  /** Returns the store that examines pictures before it says that they are there. */
  private ArtifactStore examining() {
    return (ArtifactStore)
        Proxy.newProxyInstance(
            ArtifactStore.class.getClassLoader(),
            new Class<?>[] {ArtifactStore.class},
            (proxy, method, arguments) -> {
              examined.incrementAndGet();
              try {
                return method.invoke(disk, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private ScaledPictures process() {
    PictureScaling scaling =
        (picture, squares, wanted) -> {
          Map<ScaledForm, byte[]> made = new HashMap<>();
          wanted.get().forEach(form -> made.put(form, new byte[] {(byte) form.size()}));
          return made;
        };
    return new ScaledPictures(scaling, 1, Optional.of(new ScaledFiles(files)));
  }

  private byte[] find(ScaledPictures pictures, ScaledForm form) {
    return new Avatars(examining(), disk, key -> Optional.empty(), Head.Finder.NONE, pictures)
        .find(KEY, form)
        .orElseThrow()
        .join()
        .bytes();
  }

  private long kept() throws Exception {
    try (var names = Files.list(dir.resolve("small"))) {
      return names.count();
    }
  }

  @Test
  void after_a_restart_what_is_kept_is_shown_without_examining_the_picture() throws Exception {
    try (ScaledPictures before = process()) {
      find(before, SQUARE);
      find(before, WHOLE);
      assertThat(examined.get()).isPositive();
      Waiting.until(() -> Files.isDirectory(dir.resolve("small")));
      Waiting.untilAsserted(() -> assertThat(kept()).isEqualTo(2));
    }
    examined.set(0);
    try (ScaledPictures after = process()) {
      assertThat(find(after, SQUARE)).containsExactly(64);
      assertThat(find(after, WHOLE)).containsExactly(32);
      assertThat(examined).hasValue(0);

      disk.writeText(GENERATED, "another");
      find(after, SQUARE);
      assertThat(examined.get()).isPositive();
    }
  }

  @Test
  void what_was_removed_is_not_shown_though_it_is_kept() throws Exception {
    try (ScaledPictures pictures = process()) {
      find(pictures, SQUARE);
      disk.delete(ANNOTATED);
      Avatars avatars =
          new Avatars(examining(), disk, key -> Optional.empty(), Head.Finder.NONE, pictures);
      assertThat(avatars.find(KEY, SQUARE)).isEmpty();
    }
  }
}
