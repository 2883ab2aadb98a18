package dev.dalleserver.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.FileStoreListener.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which operations on files a catalog hears of. */
class CatalogUpdaterTest {
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  private final List<String> told = new ArrayList<>();
  private final CatalogUpdater updater =
      new CatalogUpdater(
          new PictureCatalog() {
            @Override
            public void hide(Set<SeriesName> series) {
              throw new UnsupportedOperationException();
            }

            @Override
            public void setWords(WordsSource words) {
              throw new AssertionError();
            }

            @Override
            public ImagePage page(ImageQuery query) {
              throw new AssertionError();
            }

            @Override
            public Optional<StoredImage> find(PictureKey key) {
              throw new AssertionError();
            }

            @Override
            public boolean hasSeries(SeriesName series) {
              throw new AssertionError();
            }

            @Override
            public long version() {
              throw new AssertionError();
            }

            @Override
            public void put(PictureKey key) {
              told.add("put " + key.series() + " " + key.addressText());
            }

            @Override
            public void remove(PictureKey key) {
              told.add("remove " + key.series() + " " + key.addressText());
            }
          });

  @ParameterizedTest
  @CsvSource({
    "WRITE, annotated, .png, put",
    "WRITE, selector, .json, put",
    "DELETE, selector, .json, put",
    "DELETE, annotated, .png, remove"
  })
  void a_stored_or_removed_picture_or_dress_is_told(
      Operation operation, String folder, String extension, String call) {
    updater.onFileOperation(operation, "output/simple/" + folder + "/" + ADDRESS + extension, true);
    assertThat(told).containsExactly(call + " simple " + ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({"annotated, .png", "selector, .json"})
  void what_was_only_read_or_failed_is_not_told(String folder, String extension) {
    String path = "output/simple/" + folder + "/" + ADDRESS + extension;
    updater.onFileOperation(Operation.READ, path, true);
    updater.onFileOperation(Operation.WRITE, path, false);
    updater.onFileOperation(Operation.DELETE, path, false);
    assertThat(told).isEmpty();
  }

  @Test
  void other_files_are_not_told() {
    updater.onFileOperation(Operation.WRITE, "output/simple/generated/" + ADDRESS + ".png", true);
    updater.onFileOperation(Operation.WRITE, "metrics/image_budget.json", true);
    updater.onFileOperation(Operation.WRITE, "output/simple/annotated/x.png", true);
    assertThat(told).isEmpty();
  }
}
