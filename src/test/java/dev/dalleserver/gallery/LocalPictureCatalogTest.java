package dev.dalleserver.gallery;

import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The index in memory, which does not watch the folders here. */
class LocalPictureCatalogTest extends PictureCatalogContract {
  @TempDir private Path folder;
  private DataDirectory directory;
  private ImageIndex index;
  private ForeignPictures pictures;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    index = new ImageIndex(new LocalArtifacts(new FileStore(directory)));
    pictures = new ForeignPictures(folder);
  }

  @AfterEach
  void close() throws Exception {
    index.close();
    directory.close();
  }

  @Override
  protected PictureCatalog catalog() {
    return index;
  }

  @Override
  protected void store(PictureKey key, Instant time, String title) {
    pictures.describe(key.seriesText(), key.addressText(), Map.of("titlePrompt", title));
    pictures.put(key.seriesText(), key.addressText(), time);
  }

  @Override
  protected void delete(PictureKey key) throws Exception {
    Files.deleteIfExists(
        folder
            .resolve("output")
            .resolve(key.seriesText())
            .resolve("annotated")
            .resolve(key.addressText() + ".png"));
  }

  @Override
  protected void mark(PictureKey key, boolean hidden) throws Exception {
    Path mark =
        folder
            .resolve("output")
            .resolve(key.seriesText())
            .resolve("hidden")
            .resolve(key.addressText() + ".txt");
    if (hidden) {
      Files.createDirectories(mark.getParent());
      Files.writeString(mark, "hidden");
    } else {
      Files.delete(mark);
    }
  }
}
