package dev.dalleserver.painting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.SeriesCatalog;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Dresses from the built-in words, and the same with other words put in. */
final class Dresses {
  static final String ADDRESS = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Dresses() {}

  static DalleDress of(String address) {
    try {
      Path nowhere = Path.of("target", "no-such-folder");
      SeriesCatalog catalog = SeriesCatalog.load(nowhere);
      return new DressFactory(AttributeDatabases.load(nowhere))
          .create(
              catalog.find(new SeriesName("simple")).orElseThrow(),
              Address.parse(address),
              Optional.empty());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static DalleDress saying(String title, String terse) {
    return with(Map.of("titlePrompt", title, "tersePrompt", terse));
  }

  /** The dress of {@link #ADDRESS} with some members replaced, by their names in JSON. */
  static DalleDress with(Map<String, String> members) {
    ObjectNode json = JSON.valueToTree(of(ADDRESS));
    members.forEach(json::put);
    try {
      return JSON.treeToValue(json, DalleDress.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
