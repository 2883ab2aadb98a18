package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.picture.InvalidSeriesException;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused changes nothing, on disk and in the catalog. */
class UserSeriesWriterTest {
  private static final SeriesName BEARS = SeriesName.parse("bears");
  private static final SeriesName SIMPLE = SeriesName.parse("simple");

  @TempDir private Path dataDir;
  private DataDirectory directory;
  private Path folder;
  private SeriesCatalog catalog;
  private UserSeriesWriter writer;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(dataDir);
    FileStore store = new FileStore(directory);
    folder = store.layout().seriesDefinitions();
    LocalSeriesRepository repository = new LocalSeriesRepository(folder);
    repository.attach(store);
    catalog = SeriesCatalog.load(repository);
    writer =
        new UserSeriesWriter(
            catalog, AttributeDatabases.load(store.layout().databases()), repository);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void what_is_put_is_in_the_file_and_the_catalog_at_once() throws Exception {
    UserSeriesWriter.Written first = writer.put(BEARS, json("{\"purpose\":\"one\"}"));

    assertThat(first.created()).isTrue();
    assertThat(first.series()).isSameAs(catalog.find(BEARS).orElseThrow());
    assertThat(first.series().modifiedAt())
        .isEqualTo(Files.getLastModifiedTime(folder.resolve("bears.json")).toInstant());

    UserSeriesWriter.Written second = writer.put(BEARS, json("{\"purpose\":\"two\"}"));

    assertThat(second.created()).isFalse();
    assertThat(catalog.find(BEARS).orElseThrow().purpose()).isEqualTo("two");
    assertThat(folder.resolve("bears.json")).content().contains("two");
  }

  @Test
  void a_built_in_series_is_neither_replaced_nor_removed() {
    assertThatExceptionOfType(ReadOnlySeriesException.class)
        .isThrownBy(() -> writer.put(SIMPLE, json("{}")));
    assertThatExceptionOfType(ReadOnlySeriesException.class)
        .isThrownBy(() -> writer.delete(SIMPLE));
    assertThat(folder.resolve("simple.json")).doesNotExist();
    assertThat(catalog.find(SIMPLE).orElseThrow().source()).isEqualTo(Source.BUILTIN);
  }

  @Test
  void a_definition_with_problems_leaves_the_series_as_it_was() throws Exception {
    writer.put(BEARS, json("{\"purpose\":\"one\"}"));

    assertThatExceptionOfType(InvalidDefinitionException.class)
        .isThrownBy(() -> writer.put(BEARS, json("{\"purpose\":1}")))
        .satisfies(
            refused ->
                assertThat(refused.problems()).containsExactly("purpose must be a string, not 1"));
    assertThat(catalog.find(BEARS).orElseThrow().purpose()).isEqualTo("one");
    assertThat(folder.resolve("bears.json")).content().contains("one");
  }

  @Test
  void a_removed_series_is_gone_from_the_folder_and_the_catalog_and_cannot_be_removed_again()
      throws Exception {
    writer.put(BEARS, json("{}"));

    writer.delete(BEARS);

    assertThat(folder.resolve("bears.json")).doesNotExist();
    assertThat(catalog.find(BEARS)).isEmpty();
    assertThatExceptionOfType(InvalidSeriesException.class).isThrownBy(() -> writer.delete(BEARS));
  }

  @Test
  void a_file_in_upper_case_is_removed_with_its_series() throws Exception {
    Path file = folder.resolve("BEARS.json");
    Files.writeString(file, "{}");
    catalog.refresh(BEARS);
    assertThat(catalog.find(BEARS)).isPresent();

    writer.delete(BEARS);

    assertThat(file).doesNotExist();
    assertThat(catalog.find(BEARS)).isEmpty();
  }

  @Test
  void a_refreshed_series_changes_once_and_a_broken_one_is_named_until_it_is_good()
      throws Exception {
    Path file = folder.resolve("bears.json");
    Files.writeString(file, "{\"purpose\":\"one\"}");
    assertThat(catalog.refresh(BEARS)).isTrue();
    assertThat(catalog.refresh(BEARS)).isFalse();

    Files.writeString(file, "broken");
    assertThatExceptionOfType(BrokenFileException.class).isThrownBy(() -> catalog.refresh(BEARS));
    assertThat(catalog.find(BEARS).orElseThrow().purpose()).isEqualTo("one");
    assertThat(catalog.skipped()).containsOnlyKeys("series/bears.json");

    Files.delete(file);
    assertThat(catalog.refresh(BEARS)).isTrue();
    assertThat(catalog.find(BEARS)).isEmpty();
    assertThat(catalog.skipped()).isEmpty();
  }

  @Test
  void a_checked_file_is_refused_as_a_start_skips_it() throws Exception {
    Files.writeString(folder.resolve("bears.json"), "broken");
    Files.writeString(folder.resolve("___.json"), "{}");
    Files.writeString(folder.resolve("good.json"), "{}");
    Files.writeString(folder.resolve("bears.txt"), "broken");

    AttributeDatabases databases = AttributeDatabases.load(Path.of("no-databases"));
    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> SeriesCatalog.check(folder, false, "bears.json", databases));
    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> SeriesCatalog.check(folder, false, "___.json", databases));
    assertThat(SeriesCatalog.check(folder, false, "good.json", databases)).isEmpty();
    SeriesCatalog.check(folder, false, "bears.txt", databases);
    SeriesCatalog.check(folder, false, "not-there.json", databases);
  }
}
