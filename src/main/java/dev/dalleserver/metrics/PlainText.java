package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;

/**
 * Writes the text format 0.0.4, which most scrapers ask for. The library's own writer says the
 * same, character by character and through a lock; half of a scrape's samples in a profile were in
 * it.
 */
final class PlainText {
  private static final int USUAL_LENGTH = 128 * 1024;
  private static final String CREATED = "_created";

  /** Below this a whole number is written without an exponent. */
  private static final double LARGEST_PLAIN = 1e7;

  private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

  private PlainText() {}

  /** All families but the times of birth, which double the lines and nobody draws. */
  static byte[] of(Enumeration<MetricFamilySamples> families) {
    PlainText page = new PlainText();
    while (families.hasMoreElements()) {
      page.add(families.nextElement());
    }
    return page.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void add(MetricFamilySamples family) {
    String name = name(family);
    text.append("# HELP ").append(name).append(' ');
    escape(family.help, false);
    text.append("\n# TYPE ").append(name).append(' ').append(type(family.type)).append('\n');
    for (Sample sample : family.samples) {
      if (!sample.name.endsWith(CREATED)) {
        add(sample);
      }
    }
  }

  private void add(Sample sample) {
    text.append(sample.name);
    int labels = sample.labelNames.size();
    if (labels > 0) {
      text.append('{');
      for (int i = 0; i < labels; i++) {
        text.append(sample.labelNames.get(i)).append("=\"");
        escape(sample.labelValues.get(i), true);
        text.append("\",");
      }
      text.append('}');
    }
    text.append(' ');
    add(sample.value);
    if (sample.timestampMs != null) {
      text.append(' ').append(sample.timestampMs.longValue());
    }
    text.append('\n');
  }

  private void add(double value) {
    long whole = (long) value;
    // Zero has a sign that a whole number does not have.
    if (whole == value && Math.abs(value) < LARGEST_PLAIN && whole != 0) {
      text.append(whole).append(".0");
    } else {
      text.append(Collector.doubleToGoString(value));
    }
  }

  private void escape(String raw, boolean quotes) {
    // Nothing to escape in nearly all: they are added in one piece.
    if (raw.indexOf('\\') < 0 && raw.indexOf('\n') < 0 && raw.indexOf('"') < 0) {
      text.append(raw);
      return;
    }
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

  private static String type(Collector.Type type) {
    return switch (type) {
      case COUNTER -> "counter";
      case GAUGE, INFO, STATE_SET -> "gauge";
      case SUMMARY -> "summary";
      case HISTOGRAM, GAUGE_HISTOGRAM -> "histogram";
      default -> "untyped";
    };
  }
}
