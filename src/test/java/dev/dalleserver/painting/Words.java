package dev.dalleserver.painting;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.dress.BareDress;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.painting.canvas.SeededRandom;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dresses for painters' tests, drawn from the built-in databases. */
final class Words {
  private static final Map<AttributeName, List<String>> RECORDS = load();

  private Words() {}

  private static Map<AttributeName, List<String>> load() {
    Map<AttributeName, List<String>> all = new EnumMap<>(AttributeName.class);
    for (AttributeName name : AttributeName.values()) {
      all.put(name, read("/databases/" + name.database() + ".csv"));
    }
    return all;
  }

  private static List<String> read(String path) {
    try (InputStream in = Words.class.getResourceAsStream(path)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().skip(1).map(line -> line.substring(line.indexOf(',') + 1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> records(AttributeName name) {
    return RECORDS.get(name);
  }

  static Vocabulary vocabulary() {
    Map<String, List<String>> databases = new TreeMap<>();
    RECORDS.forEach((name, records) -> databases.put(name.database(), records));
    return name -> databases.getOrDefault(name, List.of());
  }

  /** The first record with that column. */
  static String record(AttributeName name, String column) {
    return records(name).stream()
        .filter(record -> ("," + record + ",").contains("," + column + ","))
        .findFirst()
        .orElseThrow();
  }

  /** What a seed would draw, but for one attribute. */
  static Map<AttributeName, String> draw(long seed, AttributeName name, String column) {
    Map<AttributeName, String> drawn = draw(seed);
    drawn.put(name, record(name, column));
    return drawn;
  }

  /** One record for every attribute, as a seed would draw them. */
  static Map<AttributeName, String> draw(long seed) {
    SeededRandom random = new SeededRandom(seed).named("words");
    Map<AttributeName, String> drawn = new EnumMap<>(AttributeName.class);
    for (AttributeName name : AttributeName.values()) {
      List<String> records = records(name);
      drawn.put(name, name == AttributeName.BACK_STYLE ? records.get(0) : random.pick(records));
    }
    return drawn;
  }

  static DalleDress dress(long seed) {
    return dress(seed, draw(seed));
  }

  static DalleDress dress(long seed, Map<AttributeName, String> values) {
    String hex = String.format("%064x", seed & Long.MAX_VALUE);
    return BareDress.of(hex, "a picture", values);
  }
}
