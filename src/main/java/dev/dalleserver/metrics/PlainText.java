package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the text format 0.0.4, which most scrapers request. The library's own writer produces the
 * same text, but always all of it, character by character and through a lock.
 */
final class PlainText {
  private static final String CREATED = "_created";

  /** A whole number below this is written without an exponent. */
  private static final double MAX_PLAIN = 1e7;

  private final StringBuilder text = new StringBuilder();

  /** Returns the part of a line before its number. */
  static String prefix(String name, List<String> labelNames, List<String> labels) {
    PlainText line = new PlainText();
    line.text.append(name);
    if (!labelNames.isEmpty()) {
      line.text.append('{');
      for (int i = 0; i < labelNames.size(); i++) {
        line.text.append(labelNames.get(i)).append("=\"");
        line.escape(labels.get(i), true);
        line.text.append("\",");
      }
      line.text.append('}');
    }
    return line.text.append(' ').toString();
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes all families without their creation times, which double the lines and are not used in
   * dashboards.
   */
  PlainText families(List<MetricFamilySamples> families) {
    families.forEach(this::family);
    return this;
  }

  PlainText heading(String name, Collector.Type type, String help) {
    text.append("# HELP ").append(name).append(' ');
    escape(help, false);
    text.append("\n# TYPE ").append(name).append(' ').append(typeName(type)).append('\n');
    return this;
  }

  /**
   * Writes a line.
   *
   * @param start from {@link #prefix}
   */
  PlainText line(String start, double value) {
    text.append(start);
    number(value);
    text.append('\n');
    return this;
  }

  private void family(MetricFamilySamples family) {
    heading(name(family), family.type, family.help);
    for (Sample sample : family.samples) {
      if (!sample.name.endsWith(CREATED)) {
        line(prefix(sample.name, sample.labelNames, sample.labelValues), sample.value);
      }
    }
  }

  private void number(double value) {
    long integer = (long) value;
    // Negative zero has a sign that a long has not, so zeros take the other branch.
    if (integer == value && Math.abs(value) < MAX_PLAIN && integer != 0) {
      text.append(integer).append(".0");
    } else {
      text.append(Collector.doubleToGoString(value));
    }
  }

  private void escape(String raw, boolean quotes) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '"' -> text.append(quotes ? "\\\"" : "\"");
        default -> text.append(c);
      }
    }
  }

  private static String name(MetricFamilySamples family) {
    return switch (family.type) {
      case COUNTER -> family.name + "_total";
      case INFO -> family.name + "_info";
      default -> family.name;
    };
  }

  private static String typeName(Collector.Type type) {
    return switch (type) {
      case COUNTER -> "counter";
      case GAUGE, INFO, STATE_SET -> "gauge";
      case SUMMARY -> "summary";
      case HISTOGRAM, GAUGE_HISTOGRAM -> "histogram";
      default -> "untyped";
    };
  }
}
