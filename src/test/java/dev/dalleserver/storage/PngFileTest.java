package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a file that begins and ends as a PNG does has a size. */
class PngFileTest {
  private static final ArtifactId ID =
      ArtifactId.of(
          PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b"),
          ArtifactKind.ANNOTATED);
  private static final int LENGTH = 36;

  @TempDir private Path folder;
  private DataDirectory directory;
  private ArtifactStore store;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    store = new LocalArtifacts(new FileStore(directory));
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  /** The shortest file that is taken for whole: a head, and the last chunk. */
  private static ByteBuffer png(int width, int height) {
    return ByteBuffer.allocate(LENGTH)
        .putLong(0, 0x89504e470d0a1a0aL)
        .putInt(8, 13)
        .putInt(12, 0x49484452)
        .putInt(16, width)
        .putInt(20, height)
        .putInt(24, 0)
        .putLong(28, 0x49454e44ae426082L);
  }

  @ParameterizedTest
  @CsvSource({"640, 480, true", "1, 1, true", "0, 1, false", "1, 0, false", "-1, 1, false"})
  void a_whole_file_has_the_size_that_its_head_states(int width, int height, boolean taken)
      throws Exception {
    store.write(ID, png(width, height).array());
    assertThat(PngFile.read(store, ID).isPresent()).isEqualTo(taken);
    if (taken) {
      assertThat(PngFile.read(store, ID)).contains(new PngFile(width, height));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 11, 15, 27, 28, 35})
  void one_wrong_byte_of_its_head_or_end_makes_it_something_else(int index) throws Exception {
    byte[] bytes = png(640, 480).array();
    bytes[index] ^= 1;
    store.write(ID, bytes);
    assertThat(PngFile.read(store, ID)).isEmpty();
  }

  @Test
  void a_file_that_is_cut_is_none() throws Exception {
    byte[] bytes = png(640, 480).array();
    for (int length = 0; length < bytes.length; length++) {
      store.write(ID, Arrays.copyOf(bytes, length));
      assertThat(PngFile.read(store, ID)).as("%d bytes", length).isEmpty();
    }
  }
}
