package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.VersionInfoExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FamiliesTest {
  private final Families families = new Families();

  /** The page, family by family, in the order of their names: the library's order is any. */
  private List<String> remembered() {
    return parts(new String(families.page().write(), StandardCharsets.UTF_8));
  }

  /** The output of the library's own writer for the same numbers. */
  private List<String> anew() {
    StringWriter text = new StringWriter();
    try {
      TextFormat.write004(text, families.registry().metricFamilySamples());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parts(text.toString().replaceAll("(?m)^(# (HELP|TYPE) )?[a-z_]+_created\\b.*\\n", ""));
  }

  private static List<String> parts(String page) {
    return Arrays.stream(page.split("(?=# HELP )")).sorted().toList();
  }

  @Test
  void show_the_same_in_both_forms_whatever_moves_between_two_looks() {
    Counter.Child counter =
        families.counter("c_total", "A counter.", "a", "b").labels("x", "\"y\"");
    Gauge.Child gauge = families.gauge("g", "A gauge.").labels();
    Histogram.Child histogram =
        families
            .histogram("h_seconds", "A histogram.", new double[] {0.005, 1, 10}, "route")
            .labels("/dalle/{series}");
    AtomicReference<Double> supplied = new AtomicReference<>(0.0);
    families.suppliedGauge("s", "Read when asked.", "of").add(supplied::get, "it");
    families.add(new CachedCollector(() -> List.of(new VersionInfoExports()), () -> 0));
    List<Runnable> moves =
        List.of(
            counter::inc,
            () -> counter.inc(0.5),
            () -> gauge.set(Double.NaN),
            () -> gauge.set(-0.0),
            () -> gauge.set(0.0),
            () -> gauge.set(1e9),
            () -> histogram.observe(0),
            () -> histogram.observe(0.004),
            () -> histogram.observe(1),
            () -> histogram.observe(99),
            () -> supplied.set(7.25));

    assertThat(remembered()).isEqualTo(anew());
    for (Runnable move : moves) {
      move.run();
      assertThat(remembered()).isEqualTo(anew());
      assertThat(remembered()).isEqualTo(anew());
    }
  }

  @Test
  void show_a_child_from_when_somebody_asks_for_it_and_only_once() {
    Family<Counter.Child> family = families.counter("c_total", "A counter.", "of");
    assertThat(remembered()).isEqualTo(anew()).hasSize(1);

    List<Counter.Child> children =
        IntStream.range(0, 8).parallel().mapToObj(i -> family.labels("one")).distinct().toList();
    assertThat(children).hasSize(1);
    children.get(0).inc();

    assertThat(remembered())
        .isEqualTo(anew())
        .singleElement()
        .asString()
        .containsOnlyOnce("c_total{of=\"one\",} 1.0\n");
  }

  @Test
  void write_only_what_has_changed() {
    Counter.Child counter = families.counter("c_total", "A counter.").labels();
    NumberLine line = new NumberLine("c_total", List.of(), List.of(), counter::get);

    byte[] before = line.text();
    assertThat(line.text()).isSameAs(before);
    counter.inc();
    assertThat(line.text())
        .isNotSameAs(before)
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("c_total 1.0\n");
  }
}
