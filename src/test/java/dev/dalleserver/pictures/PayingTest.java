package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work that is told to stop unless it is making a paid call. */
class PayingTest {
  private final Cancellation work = Cancellation.none();
  private final List<String> told = new ArrayList<>();

  @Test
  void stops_at_once_when_nothing_is_being_paid_for() {
    work.onRequest(() -> told.add("stop"));
    assertThat(work.requestUnlessPaying(Reason.SHUTDOWN)).isTrue();
    assertThat(work.requestUnlessPaying(Reason.SHUTDOWN)).as("asked before").isFalse();
    assertThat(told).containsExactly("stop");
    assertThatThrownBy(work::beginPaying).isInstanceOf(CancelledException.class);
    assertThat(work.isPaying()).isFalse();
  }

  @Test
  void goes_on_while_it_pays_and_stops_after_that() throws Exception {
    work.onRequest(() -> told.add("stop"));
    work.beginPaying();
    assertThat(work.requestUnlessPaying(Reason.SHUTDOWN)).isFalse();
    work.check();
    assertThat(told).isEmpty();
    assertThatThrownBy(work::endPaying).isInstanceOf(CancelledException.class);
    assertThat(told).containsExactly("stop");
    assertThat(work.reason()).contains(Reason.SHUTDOWN);
  }

  @Test
  void pays_again_when_nobody_has_asked_meanwhile() throws Exception {
    work.beginPaying();
    work.endPaying();
    work.beginPaying();
    assertThat(work.isPaying()).isTrue();
  }

  @Test
  void may_still_be_told_to_stop_at_once() throws Exception {
    work.onRequest(() -> told.add("stop"));
    work.beginPaying();
    assertThat(work.request(Reason.CANCELLED)).isTrue();
    assertThat(told).containsExactly("stop");
  }
}
