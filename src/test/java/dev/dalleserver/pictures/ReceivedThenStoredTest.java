package dev.dalleserver.pictures;

import static dev.dalleserver.pictures.MakingPictures.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.picture.ReceivedName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a received picture when a picture is stored: no paid picture is deleted. */
class ReceivedThenStoredTest {
  private static final ReceivedName NAME = ReceivedName.of(KEY);
  private static final PictureFacts.Origin ORIGIN =
      new PictureFacts.Origin("fake", "fake-1", "req-1", "", "b64_json", 77);

  @TempDir Path folder;
  private MakingPictures scene;

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  /** A provider whose picture is made of what {@code receives} gives. */
  private abstract class Receiving implements ImageProvider {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String model() {
      return "fake-1";
    }

    @Override
    public boolean isPaid() {
      return true;
    }

    @Override
    public PaintedImage paint(
        PaintRequest request, ProgressListener listener, Cancellation cancellation) {
      return painted("paid again", Optional.of(receive("paid again")));
    }
  }

  private ReceivedPictures.Received receive(String content) {
    try (ReceivedPictures.Incoming incoming = scene.received.begin(NAME)) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      incoming.write(bytes, 0, bytes.length);
      return incoming.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PaintedImage painted(String content, Optional<ReceivedPictures.Received> madeOf) {
    return new PaintedImage(
        content.getBytes(StandardCharsets.UTF_8),
        new ImageSize(8, 8),
        1,
        "b64_json",
        "",
        "req-1",
        Instant.parse("2026-01-02T03:04:05Z"),
        List.of(),
        madeOf);
  }

  /** Words that are stored, as a run leaves them that was cut off at its picture. */
  private void wordsAreStored() throws Exception {
    scene.archive.words(KEY).saveAll(MakingPictures.plan(KEY));
  }

  private List<String> contents(String below) throws IOException {
    Path top = folder.resolve(below);
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files.filter(Files::isRegularFile).map(ReceivedThenStoredTest::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void what_the_stored_picture_was_made_of_goes() throws Exception {
    scene.pipeline(new Receiving() {}).run(scene.wish());
    assertThat(scene.text(ArtifactKind.GENERATED)).isEqualTo("paid again");
    assertThat(contents("received")).isEmpty();
    assertThat(contents("set-aside")).isEmpty();
  }

  @Test
  void a_picture_that_was_made_of_nothing_received_puts_what_was_received_aside() throws Exception {
    wordsAreStored();
    receive("paid");
    scene.pipeline(new FakePainter()).run(scene.wish());
    assertThat(scene.text(ArtifactKind.GENERATED)).startsWith("painted ");
    assertThat(contents("received")).isEmpty();
    assertThat(contents("set-aside")).containsExactly("paid");
  }

  @Test
  void what_came_for_another_run_under_the_same_name_stays() throws Exception {
    ImageProvider provider =
        new Receiving() {
          @Override
          public PaintedImage paint(
              PaintRequest request, ProgressListener listener, Cancellation cancellation) {
            ReceivedPictures.Received mine = receive("of the ended run");
            receive("of the next run");
            return painted("of the ended run", Optional.of(mine));
          }
        };
    scene.pipeline(provider).run(scene.wish());
    assertThat(contents("received")).containsExactly("of the next run");
  }

  @Test
  void a_picture_that_an_ended_run_stores_meanwhile_is_not_paid_for_again() throws Exception {
    wordsAreStored();
    ImageProvider provider =
        new Receiving() {
          @Override
          public Optional<PaintedImage> findReceived(
              PaintRequest request, Cancellation cancellation) {
            try {
              byte[] png = "of the ended run".getBytes(StandardCharsets.UTF_8);
              scene.archive.savePicture(
                  KEY, scene.archive.words(KEY), MakingPictures.plan(KEY), png, ORIGIN);
              return Optional.empty();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    scene.pipeline(provider).run(scene.wish());
    assertThat(scene.text(ArtifactKind.GENERATED)).isEqualTo("of the ended run");
    assertThat(scene.text(ArtifactKind.ANNOTATED)).startsWith("of the ended run");
    assertThat(
            scene
                .archive
                .words(KEY)
                .load(() -> DalleDress.withoutWords(KEY))
                .orElseThrow()
                .picture()
                .origin()
                .providerRequestId())
        .isEqualTo("req-1");
  }

  @Test
  void what_seems_older_than_the_stored_picture_is_set_aside() throws Exception {
    scene.pipeline(new Receiving() {}).run(scene.wish());
    receive("paid before the clock was set back");
    try (Stream<Path> files = Files.list(folder.resolve("received"))) {
      Files.setLastModifiedTime(files.findFirst().orElseThrow(), FileTime.fromMillis(0));
    }
    scene.pipeline(new Receiving() {}).run(scene.wish());
    assertThat(scene.text(ArtifactKind.GENERATED)).isEqualTo("paid again");
    assertThat(contents("received")).isEmpty();
    assertThat(contents("set-aside")).containsExactly("paid before the clock was set back");
  }

  @Test
  void what_cannot_be_moved_to_another_folder_is_not_found_again() throws Exception {
    Files.writeString(folder.resolve("set-aside"), "in the way");
    ReceivedPictures.Received picture = receive("no picture");
    assertThat(scene.received.setAside(picture, "a test").orElseThrow())
        .startsWith("received/" + NAME.text())
        .endsWith(".unreadable");
    assertThat(scene.received.find(NAME)).isEmpty();
    assertThat(contents("received")).containsExactly("no picture");
    scene.received.removeLeftovers();
    assertThat(contents("received")).containsExactly("no picture");
  }
}
