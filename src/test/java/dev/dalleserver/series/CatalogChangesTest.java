package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.picture.SeriesName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes while the server runs: definitions of series, and the operator's words. */
class CatalogChangesTest {
  private static final SeriesName BEARS = SeriesName.parse("bears");
  private static final SeriesName SIMPLE = SeriesName.parse("simple");
  private static final String GONE = "{\"deleted\":true,\"purpose\":\"gone\"}";

  @TempDir private Path folder;
  private final Definitions definitions = new Definitions();

  /** Definitions in memory, which tell their follower of each change at once. */
  private static final class Definitions implements SeriesRepository {
    private final Map<SeriesName, String> stored = new TreeMap<>();
    private Follower follower;

    @Override
    public List<SeriesDefinition> all(Skipped skipped) {
      return stored.keySet().stream().map(name -> find(name).orElseThrow()).toList();
    }

    @Override
    public Optional<SeriesDefinition> find(SeriesName name) {
      return Optional.ofNullable(stored.get(name))
          .map(
              json ->
                  new SeriesDefinition(
                      name, location(name), json.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    @Override
    public void put(SeriesName name, byte[] json) {
      stored.put(name, new String(json, StandardCharsets.UTF_8));
    }

    @Override
    public void remove(SeriesName name) {
      stored.remove(name);
    }

    @Override
    public String location(SeriesName name) {
      return "series/" + name + ".json";
    }

    @Override
    public AutoCloseable follow(Follower newFollower) {
      follower = newFollower;
      return () -> follower = null;
    }

    boolean change(SeriesName name, String json) throws Exception {
      if (json == null) {
        stored.remove(name);
      } else {
        stored.put(name, json);
      }
      return follower.refresh(name);
    }
  }

  private SeriesCatalog followed() throws Exception {
    SeriesCatalog catalog = SeriesCatalog.load(definitions);
    AutoCloseable unused = catalog.follow(AttributeDatabases.load(folder));
    assertThat(unused).isNotNull();
    return catalog;
  }

  @Test
  void a_definition_that_comes_changes_and_goes_does_so_in_the_catalog() throws Exception {
    SeriesCatalog catalog = followed();
    assertThat(catalog.mayExist("bears")).isFalse();
    assertThat(catalog.mayExist("no name!")).as("is refused elsewhere").isTrue();
    assertThat(definitions.follower.known()).isEmpty();

    assertThat(definitions.change(BEARS, "{\"purpose\":\"one\"}")).isTrue();
    assertThat(catalog.mayExist("bears")).isTrue();
    assertThat(definitions.follower.known()).isEqualTo(Set.of(BEARS));
    assertThat(definitions.change(BEARS, "{\"purpose\":\"one\"}")).as("the same").isFalse();
    assertThat(definitions.change(BEARS, "{\"purpose\":\"two\"}")).isTrue();
    assertThat(catalog.find(BEARS).orElseThrow().purpose()).isEqualTo("two");

    assertThatExceptionOfType(BrokenFileException.class)
        .isThrownBy(() -> definitions.change(BEARS, "[]"));
    assertThat(catalog.skipped()).containsOnlyKeys("series/bears.json");
    assertThat(catalog.find(BEARS).orElseThrow().purpose()).isEqualTo("two");

    assertThat(definitions.change(BEARS, null)).isTrue();
    assertThat(catalog.find(BEARS)).isEmpty();
  }

  @Test
  void a_built_in_series_comes_back_when_its_replacement_goes() throws Exception {
    definitions.stored.put(SIMPLE, "{\"purpose\":\"mine\"}");
    SeriesCatalog catalog = followed();
    assertThat(catalog.find(SIMPLE).orElseThrow().source()).isEqualTo(Source.USER);
    assertThat(definitions.change(SIMPLE, null)).isTrue();
    assertThat(catalog.find(SIMPLE).orElseThrow().source()).isEqualTo(Source.BUILTIN);
    assertThat(catalog.isBuiltIn(SIMPLE)).isTrue();
    assertThat(catalog.isBuiltIn(BEARS)).isFalse();
  }

  @Test
  void the_pictures_of_a_series_that_the_original_has_deleted_are_hidden_until_it_is_back()
      throws Exception {
    definitions.stored.put(BEARS, GONE);
    SeriesCatalog catalog = followed();
    List<Set<SeriesName>> hidden = new ArrayList<>();
    catalog.followHidden(hidden::add);
    assertThat(hidden).containsExactly(Set.of(BEARS));
    assertThat(catalog.find(BEARS)).isEmpty();

    definitions.change(SeriesName.parse("owls"), GONE);
    definitions.change(BEARS, GONE);
    definitions.change(BEARS, "{\"purpose\":\"back\"}");
    definitions.change(SeriesName.parse("owls"), "{\"deleted\":true}");
    assertThat(hidden)
        .as("once for each change; what this server deletes is not hidden")
        .containsExactly(
            Set.of(BEARS),
            Set.of(BEARS, SeriesName.parse("owls")),
            Set.of(SeriesName.parse("owls")),
            Set.of());
  }

  @Test
  void what_its_author_did_not_mean_is_warned_about_once_and_until_it_is_mended() throws Exception {
    SeriesCatalog catalog = followed();
    try (StandardError log = StandardError.capture()) {
      String odd = "{\"nouns\":[\"no such animal\"],\"unknownField\":1}";
      definitions.change(BEARS, odd);
      definitions.change(BEARS, odd);
      assertThat(catalog.warnings()).containsOnlyKeys(BEARS);
      assertThat(catalog.warnings().get(BEARS))
          .hasSize(2)
          .anyMatch(reason -> reason.contains("unknownField"))
          .anyMatch(reason -> reason.contains("no such animal"));
      assertThat(log.lines("event=warning file=series/bears.json"))
          .hasSameSizeAs(catalog.warnings().get(BEARS));
    }
    definitions.change(BEARS, "{\"nouns\":[\"bear\"]}");
    assertThat(catalog.warnings()).isEmpty();
  }

  @Test
  void a_definition_that_cannot_be_used_is_named_until_it_can() throws Exception {
    definitions.stored.put(BEARS, "[]");
    try (StandardError log = StandardError.capture()) {
      SeriesCatalog catalog = followed();
      assertThat(catalog.skipped()).containsOnlyKeys("series/bears.json");
      assertThat(log.lines("event=skipped file=series/bears.json")).hasSize(1);
      definitions.change(BEARS, "{}");
      assertThat(catalog.skipped()).isEmpty();
      definitions.follower.skipped("series/x y.json", "no name");
      assertThat(catalog.skipped()).isEqualTo(Map.of("series/x y.json", "no name"));
      definitions.follower.skipped("series/x y.json", "");
      assertThat(catalog.skipped()).isEmpty();
    }
  }

  private void words(String file, String text) throws Exception {
    Files.writeString(folder.resolve(file), text);
  }

  @Test
  void words_that_were_changed_are_read_again_and_the_names_of_their_databases_told()
      throws Exception {
    words("nouns.csv", "version,noun\nv1,bear\n");
    AttributeDatabases databases = AttributeDatabases.load(folder);
    AttributeDatabases before = databases.snapshot();
    assertThat(before.isSameAs(databases)).isTrue();

    words("nouns.csv", "version,noun\nv1,owl\n");
    words("adverbs.csv", "version,adverb\nv1,softly\n");
    try (StandardError log = StandardError.capture()) {
      assertThat(databases.reload()).containsExactlyInAnyOrder("adverbs", "nouns");
      assertThat(log.text()).contains("databases/nouns.csv").contains("databases/adverbs.csv");
    }
    assertThat(databases.records("nouns")).containsExactly("owl");
    assertThat(before.records("nouns")).as("a snapshot stays").containsExactly("bear");
    assertThat(before.isSameAs(databases)).isFalse();
    assertThat(databases.records("no such")).isEmpty();

    try (StandardError log = StandardError.capture()) {
      assertThat(databases.reload()).isEmpty();
      assertThat(log.text()).as("nothing is new").doesNotContain("nouns.csv");
    }

    Files.delete(folder.resolve("adverbs.csv"));
    assertThat(databases.reload()).containsExactly("adverbs");
    assertThat(databases.get("adverbs").source()).isEqualTo(Source.BUILTIN);
  }

  @Test
  void of_a_file_that_cannot_be_used_any_more_the_words_stay_that_were_read_before()
      throws Exception {
    words("nouns.csv", "version,noun\nv1,bear\n");
    AttributeDatabases databases = AttributeDatabases.load(folder);
    words("nouns.csv", "version,noun\n");
    try (StandardError log = StandardError.capture()) {
      assertThat(databases.reload()).isEmpty();
      assertThat(log.lines("instead=\"the one that was read before\"")).hasSize(1);
    }
    assertThat(databases.records("nouns")).containsExactly("bear");
    assertThat(databases.skipped()).containsOnlyKeys("databases/nouns.csv");
  }

  @Test
  void a_file_with_nearly_the_name_of_a_database_is_named() throws Exception {
    words("noun.csv", "version,noun\nv1,bear\n");
    words("verbs-of-mine.csv", "x\n");
    words("Nouns.txt", "x\n");
    words("readme", "x\n");
    Map<String, String> skipped = AttributeDatabases.load(folder).skipped();
    assertThat(skipped)
        .containsEntry("databases/noun.csv", "no database has that name; did you mean nouns.csv?")
        .containsKeys("databases/verbs-of-mine.csv", "databases/Nouns.txt")
        .doesNotContainKey("databases/readme");
  }

  @Test
  void words_of_an_earlier_release_are_known_by_their_columns() throws Exception {
    assertThat(AttributeDatabases.load(folder).areOfEarlierRelease()).isFalse();
    words("artstyles.csv", "version,artisticStyle,x\nv1,cubism,1\n");
    assertThat(AttributeDatabases.load(folder).areOfEarlierRelease()).isFalse();
    words("backstyles.csv", "version,backgroundStlye\nv1,plain\n");
    assertThat(AttributeDatabases.load(folder).areOfEarlierRelease()).isTrue();
    words("artstyles.csv", "version,artisticStyle,sensitive\nv1,cubism,no\n");
    assertThat(AttributeDatabases.load(folder).areOfEarlierRelease()).isFalse();
  }
}
