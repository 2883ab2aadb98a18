package dev.dalleserver;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What {@code /metrics} said at one moment. */
public record Scrape(String text) {
  public static Scrape of(TestServer server) {
    return new Scrape(server.get("/metrics").text());
  }

  /** The sum of all values of that name whose labels contain all of {@code labels}; 0 for none. */
  public double value(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Every series of ours, without its value. */
  public List<String> series() {
    return text.lines()
        .filter(line -> line.startsWith("dalleserver_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .toList();
  }

  /** The names of all samples. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && !line.isEmpty())
        .forEach(line -> names.add(line.split("[ {]", 2)[0]));
    return names;
  }
}
