package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.picture.SeriesName;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The format of the databases that ship with the program; people have checked their contents. */
class BundledWordsTest {
  private static final AttributeDatabases DATABASES = load();

  /** What issues 2 and 10 ask for, the larger of both. */
  private static final Map<String, Integer> AT_LEAST =
      Map.ofEntries(
          Map.entry("adverbs", 800),
          Map.entry("adjectives", 800),
          Map.entry("nouns", 1200),
          Map.entry("emotions", 250),
          Map.entry("occupations", 300),
          Map.entry("actions", 500),
          Map.entry("artstyles", 300),
          Map.entry("litstyles", 100),
          Map.entry("colors", 140),
          Map.entry("viewpoints", 30),
          Map.entry("gazes", 9),
          Map.entry("compositions", 20),
          Map.entry("backstyles", 8));

  private static final Map<String, List<String>> COLUMNS =
      Map.ofEntries(
          Map.entry("adverbs", List.of("adverb", "energy")),
          Map.entry("adjectives", List.of("adjective", "texture", "density")),
          Map.entry("nouns", List.of("noun", "class")),
          Map.entry("emotions", List.of("emotion", "group", "polarity", "definition")),
          Map.entry("occupations", List.of("occupation", "field", "attribute")),
          Map.entry("actions", List.of("action", "motion")),
          Map.entry("artstyles", List.of("artstyle", "group", "description")),
          Map.entry("litstyles", List.of("litstyle", "description")),
          Map.entry("colors", List.of("color", "hex")),
          Map.entry("viewpoints", List.of("viewpoint", "framing", "orientation")),
          Map.entry("gazes", List.of("gaze", "direction")),
          Map.entry("compositions", List.of("composition", "scheme")),
          Map.entry("backstyles", List.of("backstyle", "ground")));

  /** The values that painters know how to draw, by database and column. */
  private static final Map<String, Set<String>> VALUES =
      Map.ofEntries(
          Map.entry("adverbs.energy", Set.of("calm", "lively", "steady", "still", "wild")),
          Map.entry(
              "adjectives.texture",
              Set.of(
                  "crystalline",
                  "dusty",
                  "fluid",
                  "luminous",
                  "ornate",
                  "rough",
                  "smooth",
                  "soft",
                  "woven")),
          Map.entry("adjectives.density", Set.of("balanced", "dense", "sparse")),
          Map.entry(
              "nouns.class",
              Set.of(
                  "amphibian",
                  "arachnid",
                  "bird",
                  "crustacean",
                  "fish",
                  "fungus",
                  "insect",
                  "invertebrate",
                  "mammal",
                  "mollusk",
                  "mythical",
                  "person",
                  "plant",
                  "reptile")),
          Map.entry(
              "emotions.group",
              Set.of(
                  "anger",
                  "anticipation",
                  "awe",
                  "disgust",
                  "fear",
                  "interest",
                  "joy",
                  "longing",
                  "love",
                  "pride",
                  "sadness",
                  "serenity",
                  "shame",
                  "surprise",
                  "trust")),
          Map.entry("emotions.polarity", Set.of("negative", "neutral", "positive")),
          Map.entry(
              "occupations.field",
              Set.of(
                  "air",
                  "art",
                  "building",
                  "care",
                  "craft",
                  "food",
                  "land",
                  "law",
                  "learning",
                  "music",
                  "science",
                  "sea",
                  "sport",
                  "stage",
                  "technology",
                  "trade")),
          Map.entry(
              "occupations.attribute",
              Set.of(
                  "apron",
                  "bag",
                  "basket",
                  "book",
                  "bottle",
                  "brush",
                  "cap",
                  "crown",
                  "flag",
                  "glasses",
                  "hat",
                  "helmet",
                  "hood",
                  "instrument",
                  "lantern",
                  "net",
                  "scarf",
                  "scroll",
                  "staff",
                  "tool")),
          Map.entry(
              "actions.motion",
              Set.of(
                  "falling",
                  "flying",
                  "leaping",
                  "playing",
                  "reaching",
                  "resting",
                  "running",
                  "still",
                  "turning",
                  "walking",
                  "working")),
          Map.entry(
              "artstyles.group",
              Set.of(
                  "abstraction",
                  "classical",
                  "collage",
                  "cubism",
                  "digital",
                  "expressionism",
                  "folk",
                  "geometry",
                  "impressionism",
                  "ink",
                  "mosaic",
                  "ornament",
                  "photography",
                  "pop",
                  "print",
                  "psychedelia",
                  "romanticism",
                  "sculpture",
                  "surrealism",
                  "textile",
                  "watercolor")),
          Map.entry(
              "viewpoints.framing",
              Set.of(
                  "birdseye",
                  "closeup",
                  "medium",
                  "overshoulder",
                  "panorama",
                  "profile",
                  "through",
                  "tilted",
                  "wide",
                  "wormseye")),
          Map.entry("viewpoints.orientation", Set.of("landscape", "portrait", "square")),
          Map.entry(
              "gazes.direction",
              Set.of(
                  "away", "closed", "distance", "down", "inward", "left", "right", "up", "viewer")),
          Map.entry(
              "compositions.scheme",
              Set.of(
                  "centered",
                  "diagonal",
                  "frame",
                  "golden",
                  "grid",
                  "negative",
                  "radial",
                  "scurve",
                  "spiral",
                  "symmetry",
                  "thirds",
                  "triangle")),
          Map.entry(
              "backstyles.ground",
              Set.of(
                  "city",
                  "forest",
                  "geometric",
                  "gradient",
                  "interior",
                  "landscape",
                  "night",
                  "paper",
                  "pattern",
                  "plain",
                  "sky",
                  "water")));

  @TestFactory
  Stream<DynamicTest> every_database_is_well_formed() {
    return DATABASES.all().stream()
        .map(database -> DynamicTest.dynamicTest(database.name(), () -> assertForm(database)));
  }

  private static void assertForm(AttributeDatabase database) {
    assertThat(database.columns()).isEqualTo(COLUMNS.get(database.name()));
    assertThat(database.version()).isEqualTo("v1.0.0");
    assertThat(database.hash()).matches("[0-9a-f]{64}");
    assertThat(database.records())
        .hasSizeGreaterThanOrEqualTo(AT_LEAST.get(database.name()))
        .allSatisfy(record -> assertRecord(database, record));
    assertThat(words(database).map(word -> word.toLowerCase(Locale.ROOT)))
        .doesNotHaveDuplicates()
        .doesNotContain("none");
  }

  private static void assertRecord(AttributeDatabase database, String record) {
    String[] cells = record.split(",", -1);
    // No cell holds a comma: a record's columns can be told apart after they were joined.
    assertThat(cells).hasSameSizeAs(database.columns());
    assertThat(cells)
        .allSatisfy(
            cell ->
                assertThat(cell)
                    .matches("[\\p{IsLatin}0-9][\\p{IsLatin}0-9 '#-]*|#[0-9a-f]{6}")
                    .doesNotContain("  ")
                    .isEqualTo(cell.strip()));
    for (int i = 1; i < cells.length; i++) {
      Set<String> allowed = VALUES.get(database.name() + "." + database.columns().get(i));
      if (allowed != null) {
        assertThat(allowed).contains(cells[i]);
      }
    }
  }

  @Test
  void every_value_that_a_painter_knows_is_used() {
    VALUES.forEach(
        (name, values) -> {
          AttributeDatabase database = DATABASES.get(name.substring(0, name.indexOf('.')));
          int column = database.columns().indexOf(name.substring(name.indexOf('.') + 1));
          assertThat(database.records().stream().map(record -> record.split(",")[column]))
              .as(name)
              .containsAll(values);
        });
  }

  @Test
  void art_styles_are_in_at_least_twelve_groups() {
    assertThat(DATABASES.get("artstyles").records().stream().map(r -> r.split(",")[1]).distinct())
        .hasSizeGreaterThanOrEqualTo(12);
  }

  @Test
  void there_are_at_least_twelve_series_with_a_purpose_beside_the_two_plain_ones()
      throws Exception {
    List<Series> all = SeriesCatalog.load(Path.of("no-such-folder")).all();

    assertThat(all).hasSizeGreaterThanOrEqualTo(14);
    assertThat(all).extracting(Series::purpose).allMatch(purpose -> purpose.endsWith("."));
    assertThat(all).extracting(Series::purpose).doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> every_series_leaves_something_of_every_database() throws Exception {
    return SeriesCatalog.load(Path.of("no-such-folder")).all().stream()
        .map(series -> DynamicTest.dynamicTest(series.suffix().value(), () -> assertUse(series)));
  }

  /** Every filter finds something, or it was mistyped; and something is left everywhere. */
  private static void assertUse(Series series) {
    for (AttributeDatabase database : DATABASES.all()) {
      assertThat(database.select(series.filters(database.name()))).as(database.name()).isNotEmpty();
      assertThat(series.filters(database.name()))
          .allSatisfy(filter -> assertThat(database.select(List.of(filter))).isNotEmpty());
    }
  }

  @Test
  void empty_and_simple_are_there_and_empty_has_no_filter() throws Exception {
    SeriesCatalog catalog = SeriesCatalog.load(Path.of("no-such-folder"));

    assertThat(catalog.find(SeriesName.parse("simple"))).isPresent();
    Series empty = catalog.find(SeriesName.parse("empty")).orElseThrow();
    assertThat(AttributeDatabases.NAMES).allSatisfy(n -> assertThat(empty.filters(n)).isEmpty());
  }

  private static Stream<String> words(AttributeDatabase database) {
    return database.records().stream().map(record -> record.split(",")[0]);
  }

  private static AttributeDatabases load() {
    try {
      return AttributeDatabases.load(Path.of("no-such-folder"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
