package dev.dalleserver.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and files of the Go original, as this server names them. */
class OriginalNameTest {
  private static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";

  private static Optional<String> folder(String name) {
    return OriginalName.pictureFolder(name).map(SeriesName::value);
  }

  @ParameterizedTest
  @CsvSource({
    "simple, simple",
    "Simple, simple",
    "My Series, my-series",
    "five-tone (old), five-tone-old-",
    "__x, x",
    "a--b, a--b"
  })
  void a_folder_has_the_series_that_its_name_spells(String folder, String series) {
    assertThat(folder(folder)).contains(series);
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple.deleted", ".git", "~", "?!", "a\u0007b", "generations", "x.bak"})
  void other_folders_hold_no_series(String folder) {
    assertThat(folder(folder)).isEmpty();
  }

  @Test
  void a_series_that_was_removed_is_known_by_the_end_of_its_folder() {
    assertThat(OriginalName.isRemovedSeries("simple.deleted")).isTrue();
    assertThat(OriginalName.isRemovedSeries(".deleted")).isFalse();
    assertThat(OriginalName.isRemovedSeries("simple")).isFalse();
  }

  @Test
  void a_file_of_a_picture_is_named_by_an_address_or_a_seed() {
    String upper = ADDRESS.substring(2).toUpperCase(Locale.ROOT);
    String seed = "0123456789abcdef".repeat(4);
    assertThat(OriginalName.file("0X" + upper + ".PNG", "png")).contains(ADDRESS + ".png");
    assertThat(OriginalName.file(seed + ".png", "png")).contains(seed + ".png");
    assertThat(OriginalName.file("0x" + seed + ".png", "png")).contains("0x" + seed + ".png");
    assertThat(OriginalName.isSeed("0x" + seed)).isTrue();
    assertThat(OriginalName.isSeed(ADDRESS)).isFalse();
    assertThat(OriginalName.file(ADDRESS + ".txt", "png")).isEmpty();
    assertThat(OriginalName.file(ADDRESS, "png")).isEmpty();
    assertThat(OriginalName.file("notes.png", "png")).isEmpty();
    assertThat(OriginalName.file(seed.substring(1) + ".png", "png")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_file_that_only_the_original_makes_is_known_by_its_path(OriginalKind kind) {
    String path = "output/simple/" + kind.folder() + "/" + ADDRESS + "." + kind.extension();
    ArtifactId id = ArtifactId.of(PictureKey.parse("simple", ADDRESS), kind);
    assertThat(ArtifactId.parse(path)).isEqualTo(id);
    assertThat(id.path()).isEqualTo(path);
    assertThat(OriginalKind.ofFolder(kind.folder())).contains(kind);
    assertThat(ArtifactId.parse("output/" + ADDRESS + "/" + kind.folder() + "/x.txt"))
        .isInstanceOf(ArtifactId.OperatorFile.class);
  }

  @Test
  void an_image_of_a_batch_may_be_a_jpeg() {
    ArtifactId id = ArtifactId.parse("output/generations/gen_17_abcdefghi/9.jpeg");
    assertThat(id)
        .isEqualTo(new ArtifactId.BatchImage(BatchId.of(17, "abcdefghi"), 9, PictureFormat.JPEG));
    assertThat(id.path()).isEqualTo("output/generations/gen_17_abcdefghi/9.jpeg");
  }

  @Test
  void names_are_ordered_and_equal_by_their_text() {
    SeriesName simple = SeriesName.parse("Simple");
    assertThat(simple).isEqualTo(SeriesName.parse("simple")).hasSameHashCodeAs("simple");
    assertThat(simple).hasToString("simple").isNotEqualTo(SeriesName.parse("other"));
    assertThat(simple).isGreaterThan(SeriesName.parse("other"));
    assertThat(simple.equals("simple")).isFalse();
  }

  private static JsonNode read(String text) throws Exception {
    return StoredJson.read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void json_of_any_program_is_read_tolerantly() throws Exception {
    assertThat(read("{\"a\":1,/* b */\"a\":2,} rest").get("a").asInt()).isEqualTo(2);
    assertThat(read("{\"a\":\"x\ny\"}").get("a").asText()).isEqualTo("x\ny");
    assertThat(read("\u00ef\u00bb\u00bf[1]").get(0).asInt()).isEqualTo(1);
    assertThat(read("{\"a\":\"\u00e4\"}").get("a").asText()).isEqualTo("\ufffd");
    assertThat(read("").isMissingNode()).isTrue();
    assertThatIOException().isThrownBy(() -> read("{\"a\":"));
    assertThatIOException()
        .isThrownBy(() -> StoredJson.readWhole("{} rest".getBytes(StandardCharsets.UTF_8)));
    assertThat(StoredJson.readWhole("{} ".getBytes(StandardCharsets.UTF_8)).isObject()).isTrue();
  }
}
