package dev.dalleserver.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Exposes the metrics, in the text formats of Prometheus and as plain values. */
public final class Exposition {
  private static final int INITIAL_LENGTH = 64 * 1024;

  private final CollectorRegistry registry;

  Exposition(Families families) {
    this.registry = families.registry();
  }

  /**
   * One metric.
   *
   * @param type {@code counter}, {@code gauge}, {@code histogram} and so on
   */
  public record Family(String name, String type, String help, List<Value> values) {}

  /**
   * One number of a metric.
   *
   * @param name the metric's name, with a suffix such as {@code _bucket} if it has one
   */
  public record Value(String name, Map<String, String> labels, double value) {}

  /**
   * Chooses the format for a scraper.
   *
   * @param accept its {@code Accept} header; a header that cannot be parsed is ignored
   */
  public String contentType(@Nullable String accept) {
    try {
      return TextFormat.chooseContentType(accept);
    } catch (RuntimeException e) {
      // The library parses the header without checks: ";" alone leaves it without a type.
      return TextFormat.chooseContentType(null);
    }
  }

  /** Returns all metrics as text of that content type. */
  public byte[] text(String contentType) {
    StringWriter text = new StringWriter(INITIAL_LENGTH);
    try {
      TextFormat.writeFormat(contentType, text, Collections.enumeration(families()));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns all metrics as values. */
  public List<Family> values() {
    return families().stream().map(Exposition::family).toList();
  }

  /**
   * Returns all families without their creation times, which double the lines of a scrape and are
   * not used in dashboards.
   */
  private List<MetricFamilySamples> families() {
    List<MetricFamilySamples> families = new ArrayList<>();
    for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
      List<Sample> samples =
          family.samples.stream().filter(sample -> !sample.name.endsWith("_created")).toList();
      families.add(
          new MetricFamilySamples(family.name, family.unit, family.type, family.help, samples));
    }
    return families;
  }

  private static Family family(MetricFamilySamples family) {
    return new Family(
        family.name,
        family.type.name().toLowerCase(Locale.ROOT),
        family.help,
        family.samples.stream().map(Exposition::value).toList());
  }

  private static Value value(Sample sample) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < sample.labelNames.size(); i++) {
      labels.put(sample.labelNames.get(i), sample.labelValues.get(i));
    }
    return new Value(sample.name, labels, sample.value);
  }
}
