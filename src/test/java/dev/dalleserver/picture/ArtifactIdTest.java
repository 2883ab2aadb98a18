package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactIdTest {
  private static final String ADDRESS = "0x00000000000000000000000000000000000000ab";
  private static final PictureKey KEY = PictureKey.parse("simple", ADDRESS);
  private static final BatchId BATCH = BatchId.of(17, "abcdefghi");

  @ParameterizedTest
  @EnumSource
  void every_file_of_a_picture_is_known_by_its_path(ArtifactKind kind) {
    ArtifactId id = ArtifactId.of(KEY, kind);

    assertThat(id.path())
        .isEqualTo("output/simple/" + kind.folder() + "/" + ADDRESS + "." + kind.extension());
    assertThat(id.path()).endsWith("/" + id.fileName());
    assertThat(ArtifactId.parse(id.path())).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(kind.address(id.fileName())).contains(KEY.address());
    assertThat(ArtifactKind.ofFolder(kind.folder())).contains(kind);
  }

  @Test
  void an_image_of_a_batch_is_known_by_its_path() {
    ArtifactId id = new ArtifactId.BatchImage(BATCH, 4);

    assertThat(id.path()).isEqualTo("output/generations/gen_17_abcdefghi/4.png");
    assertThat(id.fileName()).isEqualTo("4.png");
    assertThat(ArtifactId.parse(id.path())).isEqualTo(id);
  }

  @Test
  void what_else_the_server_stores_has_its_paths_too() {
    assertThat(new ArtifactId.Received(ReceivedName.of(KEY)).path())
        .isEqualTo("received/" + ADDRESS + ".simple.received");
    assertThat(new ArtifactId.Received(ReceivedName.ofBatch(BATCH, 1)).path())
        .isEqualTo("received/gen_17_abcdefghi.1.received");
    assertThat(new ArtifactId.ArchivedRun("simple", ADDRESS, 5).path())
        .isEqualTo("metrics/runs/simple_" + ADDRESS + "_5.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "output/notes.txt",
        "output/simple/annotated/" + ADDRESS + ".jpg",
        "output/simple/annotated/" + ADDRESS,
        "output/simple/annotated/.png",
        "output/simple/unknown/" + ADDRESS + ".png",
        "output/Generations/annotated/" + ADDRESS + ".png",
        "output/simple.deleted/annotated/" + ADDRESS + ".png",
        "output/generations/annotated/" + ADDRESS + ".png",
        "output/generations/gen_17_abcdefghi/00.png",
        "output/generations/gen_17_abcdefghi/x.png",
        "output/generations/gen_17_abcdefghi/0.jpg",
        "output/generations/other/0.png",
        "other/simple/annotated/" + ADDRESS + ".png",
        "output/simple/annotated/deeper/" + ADDRESS + ".png"
      })
  void another_path_is_that_of_a_file_that_the_server_does_not_make(String path) {
    assertThat(ArtifactId.parse(path)).isEqualTo(new ArtifactId.OperatorFile(path));
  }

  @Test
  void any_mixture_of_cases_names_the_file_of_a_picture() {
    String path =
        "output/Simple/annotated/0X" + ADDRESS.substring(2).toUpperCase(Locale.ROOT) + ".png";

    assertThat(ArtifactId.parse(path)).isEqualTo(ArtifactId.of(KEY, ArtifactKind.ANNOTATED));
    assertThat(Address.parseStored(ADDRESS)).isEqualTo(Optional.of(KEY.address()));
  }

  @Test
  void only_pictures_of_addresses_survive_a_restart() {
    assertThat(ReceivedName.survivesRestart(ReceivedName.of(KEY).text())).isTrue();
    assertThat(ReceivedName.survivesRestart(ReceivedName.ofBatch(BATCH, 0).text())).isFalse();
    assertThat(ReceivedName.survivesRestart(ADDRESS + ".")).isFalse();
    assertThat(ReceivedName.survivesRestart(ADDRESS)).isFalse();
    assertThat(ReceivedName.survivesRestart("notes.txt")).isFalse();
  }
}
