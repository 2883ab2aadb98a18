package dev.dalleserver.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.Histogram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of one child of a histogram: its buckets, their count and sum. */
final class HistogramLines implements TextBlock {
  private final String name;
  private final List<String> labelNames;
  private final List<String> labels;
  private final double[] bounds;
  private final Histogram.Child child;
  private @Nullable Prefixes prefixes;
  private double writtenCount;
  private double writtenSum;
  private byte @Nullable [] written;

  /** The parts of the lines before their numbers. */
  private record Prefixes(List<String> buckets, String count, String sum) {}

  /**
   * Creates the lines.
   *
   * @param bounds upper bounds of the buckets, without the last, which has none
   */
  HistogramLines(
      String name,
      List<String> labelNames,
      List<String> labels,
      double[] bounds,
      Histogram.Child child) {
    this.name = name;
    this.labelNames = labelNames;
    this.labels = labels;
    this.bounds = bounds;
    this.child = child;
  }

  @Override
  public byte[] text() {
    Histogram.Child.Value now = child.get();
    // The buckets are cumulative: the last one counts all.
    double count = now.buckets[bounds.length];
    byte[] text = written;
    // An observing thread first increments the count, then adds to the sum: compares both.
    if (text == null || count != writtenCount || now.sum != writtenSum) {
      text = write(now.buckets, count, now.sum);
      written = text;
      writtenCount = count;
      writtenSum = now.sum;
    }
    return text;
  }

  private byte[] write(double[] buckets, double count, double sum) {
    Prefixes known = prefixes;
    if (known == null) {
      // Created at the first scrape: they would slow down the start, and may never be needed.
      known = prefixes();
      prefixes = known;
    }
    PlainText lines = new PlainText();
    for (int i = 0; i < buckets.length; i++) {
      lines.line(known.buckets().get(i), buckets[i]);
    }
    return lines.line(known.count(), count).line(known.sum(), sum).bytes();
  }

  private Prefixes prefixes() {
    List<String> bucketNames = append(labelNames, "le");
    List<String> buckets = new ArrayList<>();
    for (int i = 0; i <= bounds.length; i++) {
      double bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
      List<String> bucketLabels = append(labels, Collector.doubleToGoString(bound));
      buckets.add(PlainText.prefix(name + "_bucket", bucketNames, bucketLabels));
    }
    return new Prefixes(
        buckets,
        PlainText.prefix(name + "_count", labelNames, labels),
        PlainText.prefix(name + "_sum", labelNames, labels));
  }

  private static List<String> append(List<String> list, String last) {
    List<String> extended = new ArrayList<>(list);
    extended.add(last);
    return extended;
  }
}
