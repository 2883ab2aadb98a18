package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.pricing.TokenUsage;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.storage.StoredArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which stored pictures are used, which are set aside, and how often each is examined. */
class CheckedArtifactsTest {
  private static final PictureKey KEY =
      PictureKey.parse("simple", "0xf503017d7baf7fbc0fff7492b751025c6a78179b");
  private static final ArtifactId GENERATED = ArtifactId.of(KEY, ArtifactKind.GENERATED);
  private static final ArtifactId ANNOTATED = ArtifactId.of(KEY, ArtifactKind.ANNOTATED);
  private static final ArtifactId THUMBNAIL = ArtifactId.of(KEY, ArtifactKind.THUMBNAIL);

  @TempDir private Path folder;
  private final List<String> examined = new ArrayList<>();
  private DataDirectory directory;
  private ArtifactStore disk;
  private CheckedArtifacts checked;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    disk = new LocalArtifacts(new FileStore(directory));
    checked = new CheckedArtifacts(disk, new ReadingAnnotator(), new MovingTime().clock());
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  /** Takes the text of a file for the name of its condition. */
  private final class ReadingAnnotator implements Annotator {
    @Override
    public AnnotatedImage annotate(byte[] png, DalleDress dress, Instant createdAt) {
      throw new AssertionError();
    }

    @Override
    public AnnotatedImage renderCard(DalleDress dress, Instant createdAt) {
      throw new AssertionError();
    }

    @Override
    public byte[] renderThumbnail(EncodedPicture png) {
      throw new AssertionError();
    }

    @Override
    public PictureCondition examine(EncodedPicture picture) throws IOException {
      try (InputStream content = picture.open()) {
        String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        examined.add(text);
        if (text.equals("UNREADABLE")) {
          throw new IOException("the disk");
        }
        return PictureCondition.valueOf(text.strip());
      }
    }
  }

  private void put(ArtifactId id, String text) throws IOException {
    disk.write(id, text.getBytes(StandardCharsets.UTF_8));
  }

  private long setAside(ArtifactId id) throws IOException {
    return disk.listSetAside(id, 10).size();
  }

  @Test
  void a_whole_picture_is_examined_once_for_all_who_ask() throws Exception {
    put(GENERATED, "WHOLE");
    StoredArtifact found = checked.find(GENERATED).orElseThrow();
    assertThat(checked.exists(GENERATED)).isTrue();
    assertThat(checked.read(GENERATED).orElseThrow()).asString().isEqualTo("WHOLE");
    checked.open(GENERATED).close();
    assertThat(checked.refresh(found)).contains(found);
    assertThat(examined).containsExactly("WHOLE");
  }

  @ParameterizedTest
  @EnumSource(
      value = ArtifactKind.class,
      names = {"GENERATED", "ANNOTATED"})
  void a_broken_picture_is_set_aside_and_is_not_there_any_more(ArtifactKind kind) throws Exception {
    ArtifactId id = ArtifactId.of(KEY, kind);
    put(id, "BROKEN");
    try (StandardError log = StandardError.capture()) {
      assertThat(checked.find(id)).isEmpty();
      assertThat(log.lines("event=broken_picture file=" + id.path())).hasSize(1);
    }
    assertThat(checked.read(id)).isEmpty();
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> checked.open(id));
    assertThat(disk.find(id)).isEmpty();
    assertThat(setAside(id)).isEqualTo(1);
    assertThat(examined).containsExactly("BROKEN");
  }

  @Test
  void a_damaged_picture_of_the_provider_is_used() throws Exception {
    put(GENERATED, "DAMAGED");
    assertThat(checked.find(GENERATED)).isPresent();
    assertThat(setAside(GENERATED)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"WHOLE, false", "DAMAGED, false", "BROKEN, true", "'', true"})
  void a_damaged_annotated_picture_is_used_unless_it_can_be_made_again(String source, boolean used)
      throws Exception {
    if (!source.isEmpty()) {
      put(GENERATED, source);
    }
    put(ANNOTATED, "DAMAGED");
    assertThat(checked.find(ANNOTATED).isPresent()).isEqualTo(used);
    assertThat(setAside(ANNOTATED)).isEqualTo(used ? 0 : 1);
  }

  @Test
  void a_picture_that_cannot_be_read_now_is_left_to_its_reader_and_examined_again()
      throws Exception {
    put(GENERATED, "UNREADABLE");
    assertThat(checked.find(GENERATED)).isPresent();
    assertThat(checked.find(GENERATED)).isPresent();
    assertThat(examined).hasSize(2);
    assertThat(setAside(GENERATED)).isZero();
  }

  @Test
  void another_version_is_examined_again() throws Exception {
    put(GENERATED, "WHOLE");
    StoredArtifact old = checked.find(GENERATED).orElseThrow();
    put(GENERATED, "BROKEN ");
    assertThat(checked.refresh(old)).isEmpty();
    assertThat(examined).containsExactly("WHOLE", "BROKEN ");
    put(GENERATED, "WHOLE  ");
    assertThat(checked.refresh(old)).isPresent();
  }

  @Test
  void what_the_server_has_written_is_not_examined_and_neither_is_its_new_time() throws Exception {
    checked.write(GENERATED, "BROKEN".getBytes(StandardCharsets.UTF_8));
    assertThat(checked.find(GENERATED)).isPresent();
    checked.setModifiedAt(GENERATED, Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(checked.find(GENERATED).orElseThrow().modifiedAt())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(examined).isEmpty();
  }

  @Test
  void other_files_are_never_examined() throws Exception {
    ArtifactId title = ArtifactId.of(KEY, ArtifactKind.TITLE);
    put(title, "BROKEN");
    assertThat(checked.find(title)).isPresent();
    assertThat(checked.readText(title)).contains("BROKEN");
    checked.open(title).close();
    assertThat(examined).isEmpty();
    assertThat(checked.read(ArtifactId.of(KEY, ArtifactKind.TERSE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffd8ffd9", "ffd800000000ffd9"})
  void a_thumbnail_begins_and_ends_as_a_jpeg_does(String hex) throws Exception {
    disk.write(THUMBNAIL, HexFormat.of().parseHex(hex));
    assertThat(checked.find(THUMBNAIL)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ffd8d9", "ffd8ffd8", "ffd9ffd9", "00ffd8ffd9", "ffd8ffd900"})
  void any_other_thumbnail_is_not_used_and_stays_to_be_replaced(String hex) throws Exception {
    disk.write(THUMBNAIL, HexFormat.of().parseHex(hex));
    assertThat(checked.find(THUMBNAIL)).isEmpty();
    assertThat(checked.find(THUMBNAIL)).isEmpty();
    assertThat(disk.find(THUMBNAIL)).isPresent();
    assertThat(examined).isEmpty();
  }

  @Test
  void all_else_is_what_the_store_says() throws Exception {
    put(GENERATED, "WHOLE");
    assertThat(checked.list(KEY.series(), ArtifactKind.GENERATED))
        .containsExactly((ArtifactId.Picture) GENERATED);
    checked.requireStorable(GENERATED);
    checked.requireRoom(1);
    checked.requireRoomToReceive(1);
    assertThat(checked.describe(new IOException("x")))
        .isEqualTo(disk.describe(new IOException("x")));
    StoredArtifact found = checked.find(GENERATED).orElseThrow();
    assertThat(checked.setAside(found, 1)).isPresent();
    assertThat(checked.listSetAside(GENERATED, 10)).hasSize(1);
    put(GENERATED, "WHOLE");
    assertThat(checked.delete(checked.find(GENERATED).orElseThrow())).isTrue();
    assertThat(checked.delete(GENERATED)).isFalse();
    assertThat(Files.exists(folder.resolve(GENERATED.path()))).isFalse();
    assertThat(checked.listBatches()).isEmpty();
    assertThat(checked.removeReceived(name -> true)).isZero();
  }

  @Test
  void where_the_store_takes_no_file_it_says_so() throws Exception {
    Files.delete(folder.resolve(".tmp"));
    Files.deleteIfExists(folder.resolve("received"));
    Files.createFile(folder.resolve("received"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> checked.requireRoom(1));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> checked.requireRoomToReceive(1));
    Files.createFile(folder.resolve("output/simple"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> checked.requireStorable(GENERATED));
  }

  @Test
  void tokens_of_two_calls_add_up() {
    TokenUsage sum = new TokenUsage(1, 2, 3, 4, 5).plus(new TokenUsage(10, 20, 30, 40, 50));
    assertThat(sum).isEqualTo(new TokenUsage(11, 22, 33, 44, 55));
    assertThat(sum.plus(TokenUsage.NONE)).isEqualTo(sum);
  }
}
