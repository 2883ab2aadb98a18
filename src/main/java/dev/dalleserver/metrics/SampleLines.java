package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.List;

/** All lines of a collector of the library's, headings included. */
final class SampleLines implements TextBlock {
  private final Collector collector;
  private List<MetricFamilySamples> written = List.of();
  private byte[] text = {};

  /**
   * @param collector gives the list that it gave before as long as nothing has changed
   */
  SampleLines(Collector collector) {
    this.collector = collector;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Comparing all samples would cost what is saved here.
  public byte[] text() {
    List<MetricFamilySamples> now = collector.collect();
    if (now != written) {
      text = new PlainText().families(now).bytes();
      written = now;
    }
    return text;
  }
}
