package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;

/** The lines of a collector of the library, headings included. */
final class SampleLines implements TextBlock {
  private final Collector collector;
  private List<MetricFamilySamples> written = List.of();
  private byte[] text = {};

  /**
   * Creates the lines.
   *
   * @param collector must return the same list instance as long as no sample has changed
   */
  SampleLines(Collector collector) {
    this.collector = collector;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Comparing all samples would cost what this saves.
  public byte[] text() {
    List<MetricFamilySamples> now = collector.collect();
    if (now != written) {
      text = new PlainText().families(now).bytes();
      written = now;
    }
    return text;
  }
}
