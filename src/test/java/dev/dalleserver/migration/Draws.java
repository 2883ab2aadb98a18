package dev.dalleserver.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the databases and the series of a data directory draw. */
final class Draws {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AttributeDatabases databases;
  private final SeriesCatalog catalog;

  private Draws(AttributeDatabases databases, SeriesCatalog catalog) {
    this.databases = databases;
    this.catalog = catalog;
  }

  static Draws of(Path dataDirectory) throws IOException {
    return new Draws(
        AttributeDatabases.load(dataDirectory.resolve("databases")),
        SeriesCatalog.load(dataDirectory.resolve("series")));
  }

  /** The attributes of an address in a series without filters, as JSON. */
  JsonNode attributes(String address) throws IOException {
    return dress(address).path("attributes");
  }

  JsonNode dress(String address) throws IOException {
    DalleDress dress =
        new DressFactory(databases)
            .create(
                catalog.find(SeriesName.parse("empty")).orElseThrow(),
                Address.parse(address),
                Optional.empty());
    // As text, so that numbers are compared by their values.
    return JSON.readTree(JSON.writeValueAsBytes(dress));
  }

  Map<String, String> skipped() {
    return databases.skipped();
  }
}
