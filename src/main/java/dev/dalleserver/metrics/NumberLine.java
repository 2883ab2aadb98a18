package dev.dalleserver.metrics;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The line of a counter or a gauge. */
final class NumberLine implements TextBlock {
  private final String name;
  private final List<String> labelNames;
  private final List<String> labels;
  private final DoubleSupplier value;
  private long writtenBits;
  private byte @Nullable [] written;

  NumberLine(String name, List<String> labelNames, List<String> labels, DoubleSupplier value) {
    this.name = name;
    this.labelNames = labelNames;
    this.labels = labels;
    this.value = value;
  }

  @Override
  public byte[] text() {
    double now = value.getAsDouble();
    // Compares bits, because NaN is not equal to itself.
    long bits = Double.doubleToRawLongBits(now);
    byte[] text = written;
    if (text == null || bits != writtenBits) {
      text = new PlainText().line(PlainText.prefix(name, labelNames, labels), now).bytes();
      written = text;
      writtenBits = bits;
    }
    return text;
  }
}
