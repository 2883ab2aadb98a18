package dev.dalleserver.dress;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.ArtifactKind;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesSelections;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Creates the dress of an address: seed, attributes and the texts made from them. A pure function
 * of address, series and databases.
 */
public final class DressFactory {
  /** The number of values that six hex digits can have. */
  private static final double CHUNK_VALUES = 1 << 24;

  private final SeriesSelections selections;

  public DressFactory(AttributeDatabases databases) {
    this.selections = new SeriesSelections(databases);
  }

  /**
   * Creates the dress of an address in a series.
   *
   * @param backStyle the word of the requested back style; if empty, the first one is used
   * @throws UnknownBackStyleException when the series selects no back style of that name
   */
  public DalleDress create(Series series, Address address, Optional<String> backStyle) {
    Seed seed = Seed.of(address);
    List<Attribute> attributes = new ArrayList<>();
    for (AttributeName name : AttributeName.values()) {
      List<String> records = selections.records(series, name.database());
      attributes.add(
          name.isDrawnFromSeed()
              ? draw(name, seed.chunk(name), records)
              : choose(name, records, backStyle));
    }
    return dress(series, address, seed, attributes);
  }

  private static Attribute draw(AttributeName name, String chunk, List<String> records) {
    long number = Long.parseLong(chunk, 16);
    double factor = number / CHUNK_VALUES;
    int selector = (int) Math.floor(records.size() * factor);
    String value = records.isEmpty() ? Attribute.NONE : records.get(selector);
    return new Attribute(
        name.database(), name.key(), chunk, number, factor, records.size(), selector, value);
  }

  private static Attribute choose(
      AttributeName name, List<String> records, Optional<String> requested) {
    int selector = requested.map(word -> indexOf(word, records)).orElse(0);
    String value = records.isEmpty() ? Attribute.NONE : records.get(selector);
    return new Attribute(name.database(), name.key(), "", 0, 0, records.size(), selector, value);
  }

  private static int indexOf(String word, List<String> records) {
    for (int i = 0; i < records.size(); i++) {
      String record = records.get(i);
      if (record.equals(word) || record.startsWith(word + ",")) {
        return i;
      }
    }
    throw new UnknownBackStyleException(word);
  }

  private static DalleDress dress(
      Series series, Address address, Seed seed, List<Attribute> attributes) {
    PromptWriter writer = new PromptWriter(attributes, series.colorLimit());
    return new DalleDress(
        address.value(),
        address.checksummed(),
        ArtifactKind.ANNOTATED.fileName(address.value()),
        0,
        0,
        seed.value(),
        writer.prompt(),
        writer.data(),
        writer.title(),
        writer.terse(),
        "",
        attributes,
        Arrays.stream(AttributeName.values())
            .filter(AttributeName::isDrawnFromSeed)
            .map(seed::chunk)
            .toList(),
        attributes.stream().map(Attribute::name).toList(),
        attributes.stream().map(Attribute::value).toList(),
        "",
        "",
        "",
        "",
        "",
        false,
        false,
        series.suffix().value(),
        series.colorLimit(),
        "",
        "",
        "",
        0,
        0,
        "",
        0,
        Map.of());
  }
}
