package dev.dalleserver.dress;

import dev.dalleserver.picture.Address;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.ColorLimit;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesSelections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Creates the dress of an address: seed, attributes and the texts made from them. A pure function
 * of address, series and databases.
 */
public final class DressFactory {
  /** The number of values that six hex digits can have. */
  private static final double CHUNK_VALUES = 1 << 24;

  private final AttributeDatabases databases;

  /** What is drawn from until the databases are read again. */
  private volatile Source source;

  public DressFactory(AttributeDatabases databases) {
    this.databases = databases;
    this.source = Source.of(databases);
  }

  /** One state of the databases: a dress draws all its words from the same. */
  private record Source(
      AttributeDatabases databases, SeriesSelections selections, DrawOrder order) {
    static Source of(AttributeDatabases databases) {
      AttributeDatabases fixed = databases.snapshot();
      return new Source(fixed, new SeriesSelections(fixed), DrawOrder.of(fixed));
    }
  }

  private Source source() {
    Source now = source;
    if (!now.databases().isSameAs(databases)) {
      now = Source.of(databases);
      source = now;
    }
    return now;
  }

  /**
   * Creates the dress of an address in a series.
   *
   * @param backStyle the word of the requested back style; if empty, the first one is used
   * @throws UnknownBackStyleException when the series selects no back style of that name
   */
  public DalleDress create(Series series, Address address, Optional<String> backStyle) {
    Source from = source();
    DrawOrder order = from.order();
    Seed seed = Seed.of(address);
    List<Attribute> attributes = new ArrayList<>();
    for (AttributeName name : order.names()) {
      List<String> records = from.selections().records(series, name.database());
      boolean isChosen =
          !order.drawn().contains(name)
              || (name == AttributeName.BACK_STYLE && backStyle.isPresent());
      attributes.add(
          isChosen
              ? choose(name, records, backStyle)
              : draw(name, order.chunk(seed, name), records));
    }
    return dress(from, series, address, seed, attributes);
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
      Source from, Series series, Address address, Seed seed, List<Attribute> attributes) {
    PromptWriter writer =
        new PromptWriter(
            attributes,
            series.colorLimit(),
            name -> RecordLayout.of(name, from.databases().get(name.database())));
    return DalleDress.unpainted(
        new Dress(
            address.value(),
            address.checksummed(),
            seed.value(),
            series.suffix().value(),
            ColorLimit.of(series.colorLimit()),
            new Prompts(writer.prompt(), writer.data(), writer.title(), writer.terse(), ""),
            DrawnWords.of(
                attributes,
                from.order().drawn().stream()
                    .map(name -> from.order().chunk(seed, name))
                    .toList())));
  }
}
