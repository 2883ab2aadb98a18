package dev.dalleserver.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Together;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(1000);

  @Test
  void a_use_is_refused_above_its_share_and_admitted_again_after_a_release() {
    MemoryBudget.Reservation first = budget.tryReserve(MemoryUse.REQUEST_BODIES, 100).orElseThrow();

    assertThat(budget.tryReserve(MemoryUse.REQUEST_BODIES, 1)).isEmpty();
    assertThat(budget.refusals(MemoryUse.REQUEST_BODIES)).isEqualTo(1);
    first.close();
    assertThat(budget.tryReserve(MemoryUse.REQUEST_BODIES, 100)).isPresent();
  }

  @Test
  void each_use_gets_its_whole_share_whatever_the_others_hold_and_all_together_the_whole() {
    long together = 0;
    for (MemoryUse use : MemoryUse.values()) {
      assertThat(budget.hasRoom(use, budget.capacity(use))).isTrue();
      assertThat(budget.tryReserve(use, budget.capacity(use))).as(use.label()).isPresent();
      assertThat(budget.hasRoom(use, 1)).isFalse();
      together += budget.reserved(use);
    }
    assertThat(together).isEqualTo(1000);
  }

  @Test
  void a_reservation_that_cannot_grow_keeps_what_it_has() {
    MemoryBudget.Reservation body = budget.tryReserve(MemoryUse.RESPONSES, 100).orElseThrow();

    assertThat(body.tryGrow(41)).isFalse();
    assertThat(body.bytes()).isEqualTo(100);
    assertThat(body.tryGrow(40)).isTrue();
    body.shrink(110);
    assertThat(budget.reserved(MemoryUse.RESPONSES)).isEqualTo(30);
  }

  @Test
  void closing_twice_gives_back_once_and_nothing_grows_after_it() {
    MemoryBudget.Reservation body = budget.tryReserve(MemoryUse.PICTURES, 100).orElseThrow();
    body.close();
    body.close();

    assertThat(body.tryGrow(1)).isFalse();
    assertThat(budget.reserved(MemoryUse.PICTURES)).isZero();
  }

  @Test
  void many_threads_never_hold_more_than_the_share_and_leave_nothing_behind() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Together threads = new Together(8)) {
      threads.call(
          () -> {
            for (int round = 0; round < 5_000; round++) {
              budget
                  .tryReserve(MemoryUse.REQUEST_BODIES, 50)
                  .ifPresent(
                      held -> {
                        most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                        holders.decrementAndGet();
                        held.close();
                      });
            }
            return null;
          });
    }

    assertThat(most.get()).isBetween(1, 2);
    assertThat(budget.reserved(MemoryUse.REQUEST_BODIES)).isZero();
  }
}
