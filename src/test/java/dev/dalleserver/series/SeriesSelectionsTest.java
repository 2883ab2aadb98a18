package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.SeriesName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesSelectionsTest {
  @TempDir Path folder;
  private AttributeDatabases databases;
  private SeriesSelections selections;

  @BeforeEach
  void load() throws Exception {
    databases = AttributeDatabases.load(folder.resolve("databases"));
    selections = new SeriesSelections(databases);
  }

  private Series series(String name, String noun) throws Exception {
    Path file = Files.createDirectories(folder.resolve("series")).resolve(name + ".json");
    Files.writeString(file, "{\"nouns\": [\"" + noun + "\"]}");
    SeriesCatalog catalog = SeriesCatalog.load(folder.resolve("series"));
    return catalog.find(SeriesName.parse(name)).orElseThrow();
  }

  @Test
  void are_what_the_filters_let_through() throws Exception {
    Series birds = series("birds", ",bird");

    assertThat(selections.records(birds, "nouns"))
        .isEqualTo(databases.get("nouns").select(List.of(",bird")))
        .isNotEmpty();
    assertThat(selections.records(birds, "colors")).isEqualTo(databases.get("colors").records());
  }

  @Test
  void are_made_once_and_kept() throws Exception {
    Series birds = series("birds", ",bird");
    List<String> first = selections.records(birds, "nouns");
    selections.records(series("fish", ",fish"), "nouns");

    assertThat(selections.records(birds, "nouns")).isSameAs(first);
  }

  @Test
  void are_made_anew_when_the_series_is_replaced() throws Exception {
    selections.records(series("mine", ",bird"), "nouns");

    assertThat(selections.records(series("mine", ",fish"), "nouns"))
        .isEqualTo(databases.get("nouns").select(List.of(",fish")));
  }

  @Test
  void are_kept_for_so_many_series_only() throws Exception {
    Series first = series("first", ",bird");
    List<String> kept = selections.records(first, "nouns");
    Series other = series("other", ",fish");
    for (int i = 0; i < SeriesSelections.MAX_SELECTIONS; i++) {
      Series named =
          SeriesFile.parse(
              SeriesName.parse("s" + i),
              "s.json",
              SeriesFile.write(other),
              Source.USER,
              other.modifiedAt());
      selections.records(named, "nouns");
    }

    assertThat(selections.records(first, "nouns")).isEqualTo(kept).isNotSameAs(kept);
  }
}
