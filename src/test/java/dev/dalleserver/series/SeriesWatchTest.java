package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataLayout;
import dev.dalleserver.storage.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people do in the folder of series while the server runs. */
@Timeout(180)
class SeriesWatchTest {
  private static final SeriesName BEARS = SeriesName.parse("bears");

  @TempDir private Path dataDir;
  private Path folder;
  private DataDirectory directory;
  private SeriesCatalog catalog;
  private AutoCloseable watch;

  @BeforeEach
  void start() throws Exception {
    DataLayout tree = new DataLayout(dataDir);
    folder = Files.createDirectories(tree.seriesDefinitions());
    directory = DataDirectory.open(dataDir);
    LocalSeriesRepository repository = new LocalSeriesRepository(folder);
    repository.attach(new FileStore(directory));
    catalog = SeriesCatalog.load(repository);
    write("before", "{}");
    watch = catalog.follow(AttributeDatabases.load(Path.of("no-databases")));
    // Changes between the reading and the watching are seen too; from here on it watches.
    Waiting.until(() -> catalog.find(SeriesName.parse("before")).isPresent());
  }

  @AfterEach
  void stop() throws Exception {
    watch.close();
    directory.close();
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name + ".json"), content);
  }

  /** Puts a whole file there by a rename, so that no reader sees half of it. */
  private void drop(String name, String content) throws IOException {
    Path aside = Files.writeString(dataDir.resolve("aside"), content);
    Files.move(aside, folder.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitNouns(String... nouns) {
    Waiting.until(() -> catalog.find(BEARS).map(Series::nouns).equals(Optional.of(List.of(nouns))));
  }

  /** Returns once the watch has seen all that was done before. */
  private void awaitAllSeen() throws IOException {
    SeriesName last = SeriesName.parse("last-" + System.nanoTime());
    write(last.value(), "{}");
    Waiting.until(() -> catalog.find(last).isPresent());
  }

  @Test
  void a_field_or_a_filter_without_effect_is_warned_about_until_it_is_corrected() throws Exception {
    drop("bears", "{\"nouns\": [\"bear\", \"zeebra\"], \"nounz2\": 5, \"gazes\": [\"none\"]}");
    Waiting.until(() -> catalog.warnings().containsKey(BEARS));
    assertThat(catalog.warnings().get(BEARS))
        .containsExactly(
            "nounz2 is not a field of a series; did you mean nouns?",
            "nouns has filters without effect: no record contains 'zeebra' (did you mean"
                + " 'zebra'?)");

    drop("bears", "{\"nouns\": [\"bear\"]}");
    Waiting.until(() -> catalog.warnings().isEmpty());
  }

  @Test
  void files_of_other_programs_are_passed_over_while_running_too() throws Exception {
    for (String file :
        List.of("._bears", "~###", "bears (1)", "bears - Copy", "~$bears", "bears.bak")) {
      write(file, "{\"nouns\": [\"bear\"]}");
      drop(file + " (2)", "junk");
    }
    awaitAllSeen();
    assertThat(catalog.skipped()).isEmpty();
    assertThat(catalog.all())
        .filteredOn(series -> series.source() == Source.USER)
        .extracting(Series::suffix)
        .allSatisfy(name -> assertThat(name.value()).matches("before|last-[0-9]+"));
  }

  @Test
  void a_file_whose_filter_would_be_lost_changes_nothing() throws Exception {
    drop("bears", "{\"nouns\": [\"bear\"]}");
    awaitNouns("bear");
    drop("bears", "{\"noun\": [\"panda\"]}");
    Waiting.until(() -> !catalog.skipped().isEmpty());
    assertThat(catalog.skipped())
        .containsEntry(
            "series/bears.json",
            "series/bears.json: noun is not a field of a series; did you mean nouns?");
    awaitNouns("bear");
  }

  @Test
  void a_dropped_edited_and_removed_file_is_noticed() throws Exception {
    write("bears", "{\"nouns\": [\"bear\"]}");
    awaitNouns("bear");
    write("bears", "{\"nouns\": [\"bear\", \"panda\"]}");
    awaitNouns("bear", "panda");
    drop("bears", "{\"nouns\": [\"owl\"]}");
    awaitNouns("owl");
    Files.delete(folder.resolve("bears.json"));
    Waiting.until(() -> catalog.find(BEARS).isEmpty());
  }

  @Test
  void a_built_in_one_is_replaced_and_comes_back() throws Exception {
    SeriesName simple = SeriesName.parse("simple");
    write("simple", "{\"nouns\": [\"bear\"]}");
    Waiting.until(() -> catalog.find(simple).orElseThrow().source() == Source.USER);
    Files.delete(folder.resolve("simple.json"));
    Waiting.until(() -> catalog.find(simple).orElseThrow().source() == Source.BUILTIN);
    assertThat(catalog.find(simple).orElseThrow().emotions()).containsExactly(",positive,");
  }

  @Test
  void a_broken_file_is_logged_once_and_the_last_good_version_stays() throws Exception {
    write("bears", "{\"nouns\": [\"bear\"]}");
    awaitNouns("bear");
    try (StandardError log = StandardError.capture()) {
      drop("bears", "{\"nouns\": [\"be");
      Waiting.until(() -> !log.lines("event=ignored").isEmpty());
      drop("bears", "{\"nouns\": [\"be");
      Files.createDirectory(folder.resolve("folder.json"));
      drop("___", "{}");
      awaitAllSeen();
      assertThat(log.lines("event=ignored"))
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).contains("series/bears.json:1: the file ends"),
              line -> assertThat(line).contains("series/folder.json: not a file"),
              line -> assertThat(line).contains("___.json: its name is not a series name"));
      assertThat(catalog.find(BEARS).orElseThrow().nouns()).containsExactly("bear");
      assertThat(catalog.all()).extracting(s -> s.suffix().value()).doesNotContain("folder");
    }
    write("bears", "{\"nouns\": [\"owl\"]}");
    awaitNouns("owl");
  }

  @Test
  void what_cannot_be_used_is_named_until_it_is_gone_or_repaired() throws Exception {
    drop("bears", "{");
    drop("___", "{}");
    drop("owls (1)", "{");
    Waiting.until(
        () -> catalog.skipped().keySet().equals(Set.of("series/bears.json", "series/___.json")));
    drop("bears", "{}");
    Files.delete(folder.resolve("___.json"));
    Waiting.until(() -> catalog.skipped().isEmpty());
  }

  @Test
  void the_originals_folder_is_followed_too_also_when_it_appears_later() throws Exception {
    SeriesName birds = SeriesName.parse("my-birds");
    Path originals = Files.createDirectory(dataDir.resolve("user-series"));
    Files.writeString(originals.resolve("My Birds.json"), "{}");
    Files.writeString(originals.resolve("torn.json"), "{");
    Waiting.until(() -> catalog.find(birds).isPresent());
    Waiting.until(() -> catalog.skipped().keySet().equals(Set.of("user-series/torn.json")));

    Files.delete(originals.resolve("My Birds.json"));
    Files.delete(originals.resolve("torn.json"));

    Waiting.until(() -> catalog.find(birds).isEmpty() && catalog.skipped().isEmpty());
  }

  @Test
  void a_file_without_end_is_refused_and_others_are_still_noticed() throws Exception {
    drop("huge", "{\"purpose\": \"" + "a".repeat(2_000_000) + "\"}");
    awaitAllSeen();
    assertThat(catalog.find(SeriesName.parse("huge"))).isEmpty();
  }

  @Test
  void the_folder_can_be_removed_and_made_again() throws Exception {
    write("bears", "{\"nouns\": [\"bear\"]}");
    awaitNouns("bear");
    Path aside = dataDir.resolve("aside");
    Files.move(folder, aside);
    Waiting.until(() -> catalog.find(BEARS).isEmpty());
    Files.createDirectories(folder);
    write("bears", "{\"nouns\": [\"owl\"]}");
    awaitNouns("owl");
    write("bears", "{\"nouns\": [\"fox\"]}");
    awaitNouns("fox");
  }
}
