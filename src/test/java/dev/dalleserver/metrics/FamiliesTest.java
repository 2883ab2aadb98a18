package dev.dalleserver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Counter;
import io.prometheus.client.exporter.common.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FamiliesTest {
  private final Families families = new Families();
  private final Exposition exposition = new Exposition(families);

  private String text() {
    return new String(exposition.text(TextFormat.CONTENT_TYPE_004), StandardCharsets.UTF_8);
  }

  @Test
  void show_a_child_from_when_it_is_asked_for_and_only_once() {
    Family<Counter.Child> family = families.counter("c_total", "A counter.", "of");
    assertThat(text()).isEqualTo("# HELP c_total A counter.\n# TYPE c_total counter\n");

    List<Counter.Child> children =
        IntStream.range(0, 8).parallel().mapToObj(i -> family.labels("one")).distinct().toList();
    assertThat(children).hasSize(1);
    children.get(0).inc();

    assertThat(text()).containsOnlyOnce("c_total{of=\"one\",} 1.0\n");
  }

  @Test
  void show_no_child_that_was_removed() {
    Family<Counter.Child> family = families.counter("c_total", "A counter.", "of");
    family.labels("one").inc();
    family.labels("two").inc();
    family.removeIf(labels -> labels.contains("one"));
    assertThat(text()).contains("of=\"two\"").doesNotContain("of=\"one\"");
  }

  @Test
  void read_a_supplied_number_at_each_look() {
    AtomicReference<Double> supplied = new AtomicReference<>(0.0);
    families.suppliedGauge("s", "Read when asked.", "of").add(supplied::get, "it");
    assertThat(text()).contains("s{of=\"it\",} 0.0\n");
    supplied.set(7.25);
    assertThat(text()).contains("s{of=\"it\",} 7.25\n");
  }

  @Test
  void leave_out_when_a_child_was_created() {
    families.counter("c_total", "A counter.").labels().inc();
    families.histogram("h_seconds", "A histogram.", new double[] {1}).labels().observe(2);
    assertThat(text()).contains("h_seconds_count 1.0").doesNotContain("_created");
  }
}
