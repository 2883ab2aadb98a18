package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import io.prometheus.client.Summary;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  private final CollectorRegistry registry = new CollectorRegistry();

  @Test
  void says_what_the_library_says_but_the_times_of_birth() throws Exception {
    Counter counter =
        Counter.build("a_total", "a \"help\"\\ with\nlines")
            .labelNames("x", "y")
            .register(registry);
    counter.labels("plain", "quo\"te\\ and\nline ü").inc();
    counter.labels("", "").inc(1e6 + 0.25);
    Gauge gauge = Gauge.build("g", "numbers").labelNames("n").register(registry);
    double[] numbers = {
      0,
      -0.0,
      1,
      -1,
      0.1,
      9999999,
      1e7,
      12345678,
      1e-5,
      -2.5,
      1e300,
      Long.MAX_VALUE,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (int i = 0; i < numbers.length; i++) {
      gauge.labels("n" + i).set(numbers[i]);
    }
    Histogram.build("h", "a histogram").buckets(0.005, 1, 10).register(registry).observe(2);
    Summary.build("s", "a summary").quantile(0.5, 0.01).register(registry).observe(3);
    Info.build("i", "an info").register(registry).info("version", "1");

    StringWriter expected = new StringWriter();
    TextFormat.write004(expected, registry.metricFamilySamples());

    PlainText text = new PlainText().families(Collections.list(registry.metricFamilySamples()));
    String births = "(?m)^(# (HELP|TYPE) )?[a-z]+_created\\b.*\\n";
    assertThat(new String(text.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(expected.toString().replaceAll(births, ""));
  }
}
