package dev.dalleserver.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.PaymentIntent.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link SpendingLedger} promises. */
@Timeout(60)
public abstract class SpendingLedgerContract {
  private static final int THREADS = 8;

  protected final MovingTime time = new MovingTime();
  private final AtomicInteger subjects = new AtomicInteger();

  /** Opens the ledger as a process does that starts: with all that was stored before. */
  protected abstract SpendingLedger open(int limit, Money budget, Clock clock) throws Exception;

  /**
   * Opens the same ledger for another process that works at the same time. Where only one process
   * can work, that is {@code first} itself.
   */
  protected abstract SpendingLedger openBeside(SpendingLedger first, int limit, Money budget)
      throws Exception;

  /** From now on nothing can be stored. */
  protected abstract void refuseToStore() throws Exception;

  /** Whether a process that starts knows the intents of one that died. */
  protected abstract boolean intentsOutliveTheProcess();

  protected final SpendingLedger open(int limit) throws Exception {
    return open(limit, Money.ZERO, time.clock());
  }

  private SpendingLedger openWithBudget(String budget) throws Exception {
    return open(0, money(budget), time.clock());
  }

  private static Money money(String amount) {
    return Money.parse(amount).orElseThrow();
  }

  protected final PaymentIntent take(SpendingLedger ledger) throws Exception {
    return ledger.begin("picture-" + subjects.incrementAndGet());
  }

  private boolean takeIfAllowed(SpendingLedger ledger) throws Exception {
    try {
      take(ledger);
      return true;
    } catch (JobException e) {
      assertThat(e.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED);
      return false;
    }
  }

  @Test
  void as_many_are_given_as_the_limit_says() throws Exception {
    SpendingLedger ledger = open(2);
    assertThat(ledger.limit()).isEqualTo(2);
    take(ledger);
    assertThat(ledger.isExhausted()).isFalse();
    take(ledger);
    assertThat(ledger.isExhausted()).isTrue();
    assertThat(ledger.used()).isEqualTo(2);
    assertThatThrownBy(() -> take(ledger))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED))
        .hasMessage("the limit of 2 images a day is used up; it is reset at midnight UTC");
  }

  @Test
  void the_limit_of_images_does_not_refuse_a_prompt() throws Exception {
    SpendingLedger ledger = open(1);
    take(ledger);
    assertThat(ledger.isExhausted()).isTrue();
    ledger.beginPrompt(money("0.1")).end(Outcome.RECEIVED);
    assertThat(ledger.used()).isEqualTo(1);
    assertThat(ledger.spent()).isEqualTo(money("0.1"));
  }

  @Test
  void many_threads_of_two_processes_get_exactly_the_limit() throws Exception {
    int limit = 3 * THREADS + 1;
    SpendingLedger first = open(limit);
    List<SpendingLedger> processes = List.of(first, openBeside(first, limit, Money.ZERO));
    AtomicInteger thread = new AtomicInteger();
    try (Together threads = new Together(THREADS)) {
      List<Integer> given =
          threads.call(
              () -> {
                SpendingLedger ledger = processes.get(thread.getAndIncrement() % 2);
                int taken = 0;
                while (takeIfAllowed(ledger)) {
                  taken++;
                }
                return taken;
              });
      assertThat(given.stream().mapToInt(Integer::intValue).sum()).isEqualTo(limit);
    }
    assertThat(processes).allMatch(ledger -> ledger.used() == limit);
    assertThat(open(limit).used()).isEqualTo(limit);
  }

  @Test
  void what_many_threads_take_and_give_back_adds_up() throws Exception {
    SpendingLedger first = open(0);
    List<SpendingLedger> processes = List.of(first, openBeside(first, 0, Money.ZERO));
    AtomicInteger thread = new AtomicInteger();
    try (Together threads = new Together(THREADS)) {
      threads.call(
          () -> {
            SpendingLedger ledger = processes.get(thread.getAndIncrement() % 2);
            for (int i = 0; i < 5; i++) {
              take(ledger).end(Outcome.FREE);
              take(ledger).end(Outcome.RECEIVED);
            }
            return true;
          });
    }
    assertThat(first.used()).isEqualTo(5 * THREADS);
  }

  @Test
  void what_is_given_back_can_be_taken_again_and_never_more_than_the_limit_is_out()
      throws Exception {
    SpendingLedger first = open(2);
    List<SpendingLedger> processes = List.of(first, openBeside(first, 2, Money.ZERO));
    AtomicInteger thread = new AtomicInteger();
    AtomicInteger out = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Together threads = new Together(THREADS)) {
      threads.call(
          () -> {
            SpendingLedger ledger = processes.get(thread.getAndIncrement() % 2);
            Deque<PaymentIntent> taken = new ArrayDeque<>();
            for (int i = 0; i < 10; i++) {
              try {
                taken.add(take(ledger));
                most.accumulateAndGet(out.incrementAndGet(), Math::max);
              } catch (JobException e) {
                // Others have taken all.
              }
              if (!taken.isEmpty()) {
                out.decrementAndGet();
                taken.remove().end(Outcome.FREE);
              }
            }
            return true;
          });
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(first.used()).isZero();
    take(first);
    take(first);
    assertThat(takeIfAllowed(first)).isFalse();
  }

  @Test
  void without_a_limit_they_are_only_counted() throws Exception {
    SpendingLedger ledger = open(0);
    for (int i = 0; i < 5; i++) {
      take(ledger);
    }
    assertThat(ledger.isExhausted()).isFalse();
    assertThat(ledger.used()).isEqualTo(5);
  }

  @Test
  void what_was_counted_is_stored_before_anything_is_asked() throws Exception {
    take(open(3));
    assertThat(open(3).used()).isEqualTo(1);
  }

  @Test
  void midnight_utc_brings_new_ones() throws Exception {
    SpendingLedger ledger = open(1);
    take(ledger);
    assertThat(ledger.untilReset()).isEqualTo(Duration.ofHours(12));
    time.pass(Duration.ofHours(12).minusNanos(1));
    assertThat(ledger.isExhausted()).isTrue();
    time.pass(Duration.ofNanos(1));
    assertThat(ledger.isExhausted()).isFalse();
    assertThat(ledger.used()).isZero();
    take(ledger);
    assertThat(open(1).isExhausted()).isTrue();
  }

  @Test
  void what_cost_nothing_is_given_back_once_and_nothing_else_is() throws Exception {
    SpendingLedger ledger = open(4);
    take(ledger).end(Outcome.RECEIVED);
    take(ledger).end(Outcome.UNCERTAIN);
    PaymentIntent free = take(ledger);
    take(ledger);
    free.end(Outcome.FREE);
    assertThat(ledger.used()).isEqualTo(3);
    free.end(Outcome.FREE);
    assertThat(ledger.used()).isEqualTo(3);
    assertThat(open(4).used()).isEqualTo(3);
  }

  @Test
  void what_has_ended_otherwise_is_not_given_back_later() throws Exception {
    SpendingLedger ledger = open(4);
    PaymentIntent received = take(ledger);
    received.end(Outcome.RECEIVED);
    received.end(Outcome.FREE);
    assertThat(ledger.used()).isEqualTo(1);
  }

  @Test
  void what_was_taken_yesterday_is_not_given_back_today() throws Exception {
    SpendingLedger ledger = open(2);
    PaymentIntent yesterday = take(ledger);
    time.pass(Duration.ofDays(1));
    take(ledger);
    yesterday.end(Outcome.FREE);
    assertThat(ledger.used()).isEqualTo(1);
  }

  @Test
  void a_clock_that_is_set_back_brings_none() throws Exception {
    take(open(1));
    Clock earlier = Clock.fixed(MovingTime.START.minus(Duration.ofDays(3)), ZoneOffset.UTC);
    assertThat(open(1, Money.ZERO, earlier).isExhausted()).isTrue();
    assertThat(open(1, Money.ZERO, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).isExhausted())
        .isTrue();
  }

  @Test
  void what_cannot_be_stored_is_neither_given_nor_counted() throws Exception {
    SpendingLedger ledger = open(5);
    refuseToStore();
    assertThatThrownBy(() -> take(ledger)).isInstanceOf(IOException.class);
    assertThat(ledger.used()).isZero();
  }

  @Test
  void what_cannot_be_given_back_stays_counted() throws Exception {
    SpendingLedger ledger = open(2);
    PaymentIntent free = take(ledger);
    refuseToStore();
    free.end(Outcome.FREE);
    assertThat(ledger.used()).isEqualTo(1);
  }

  @Test
  void an_intent_that_has_ended_is_never_counted_as_billed_twice() throws Exception {
    SpendingLedger ledger = open(0);
    for (Outcome outcome : EnumSet.complementOf(EnumSet.of(Outcome.INTERRUPTED))) {
      ledger.begin("same").end(outcome);
    }
    ledger.begin("other");
    assertThat(ledger.possiblyBilledTwice()).isZero();
  }

  @Test
  void an_intent_that_a_dead_process_left_is_counted_when_its_subject_is_begun_again()
      throws Exception {
    open(0).begin("same");
    SpendingLedger afterwards = open(0);
    afterwards.begin("other");
    assertThat(afterwards.possiblyBilledTwice()).isZero();
    afterwards.begin("same");
    assertThat(afterwards.possiblyBilledTwice()).isEqualTo(intentsOutliveTheProcess() ? 1 : 0);
  }

  @Test
  void an_intent_whose_call_was_interrupted_is_counted_when_its_subject_is_begun_again()
      throws Exception {
    SpendingLedger ledger = open(0);
    ledger.begin("same").end(Outcome.INTERRUPTED);
    assertThat(ledger.used()).isEqualTo(1);
    ledger.begin("other");
    assertThat(ledger.possiblyBilledTwice()).isZero();
    ledger.begin("same").end(Outcome.RECEIVED);
    ledger.begin("same");
    assertThat(ledger.possiblyBilledTwice()).isEqualTo(intentsOutliveTheProcess() ? 1 : 0);
  }

  @Test
  void money_is_taken_as_estimated_and_corrected_when_the_call_has_ended() throws Exception {
    SpendingLedger ledger = openWithBudget("1");
    assertThat(ledger.budget()).isEqualTo(money("1"));
    PaymentIntent first = ledger.begin("a", money("0.5"));
    assertThat(ledger.spent()).isEqualTo(money("0.5"));
    first.end(Outcome.RECEIVED, Optional.of(money("0.1")));
    assertThat(ledger.spent()).isEqualTo(money("0.1"));
    ledger.begin("b", money("0.3")).end(Outcome.UNCERTAIN);
    ledger.begin("c", money("0.3")).end(Outcome.FREE);
    ledger.beginPrompt(money("0.2")).end(Outcome.RECEIVED, Optional.of(money("0.25")));
    assertThat(ledger.spent()).isEqualTo(money("0.65"));
    assertThat(ledger.used()).as("images").isEqualTo(2);
    SpendingLedger later = openWithBudget("1");
    assertThat(later.spent()).as("after a restart").isEqualTo(money("0.65"));
    assertThat(later.used()).isEqualTo(2);
  }

  @Test
  void what_the_budget_leaves_no_room_for_is_refused_and_not_counted() throws Exception {
    SpendingLedger ledger = openWithBudget("1");
    ledger.begin("a", money("0.7"));
    assertThat(ledger.affords(money("0.3"))).isTrue();
    assertThat(ledger.affords(money("0.31"))).isFalse();
    assertThatThrownBy(() -> ledger.begin("b", money("0.31")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED))
        .hasMessage(
            "the budget of 1 a day leaves no room for a call of about 0.31; it is reset at"
                + " midnight UTC");
    assertThatThrownBy(() -> ledger.beginPrompt(money("0.31"))).isInstanceOf(JobException.class);
    assertThat(ledger.isExhausted()).isFalse();
    ledger.beginPrompt(money("0.3"));
    assertThat(ledger.isExhausted()).isTrue();
    assertThat(takeIfAllowed(ledger)).as("also of what costs nothing").isFalse();
    assertThat(ledger.used()).isEqualTo(1);
    time.pass(Duration.ofDays(1));
    assertThat(ledger.spent()).isEqualTo(Money.ZERO);
    assertThat(takeIfAllowed(ledger)).isTrue();
  }

  @Test
  void many_threads_of_two_processes_never_take_more_than_the_budget() throws Exception {
    SpendingLedger first = openWithBudget("1");
    List<SpendingLedger> processes = List.of(first, openBeside(first, 0, money("1")));
    AtomicInteger thread = new AtomicInteger();
    AtomicInteger out = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Together threads = new Together(THREADS)) {
      threads.call(
          () -> {
            SpendingLedger ledger = processes.get(thread.getAndIncrement() % 2);
            for (int i = 0; i < 12; i++) {
              try {
                PaymentIntent taken =
                    ledger.begin("picture-" + subjects.incrementAndGet(), money("0.3"));
                most.accumulateAndGet(out.incrementAndGet(), Math::max);
                out.decrementAndGet();
                taken.end(i % 4 == 3 ? Outcome.UNCERTAIN : Outcome.FREE);
              } catch (JobException e) {
                assertThat(e.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED);
              }
            }
            return true;
          });
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(first.spent()).isEqualTo(money("0.9"));
    assertThat(openWithBudget("1").spent()).isEqualTo(money("0.9"));
  }

  @Test
  void money_of_yesterday_is_not_corrected_today() throws Exception {
    SpendingLedger ledger = openWithBudget("1");
    PaymentIntent yesterday = ledger.begin("a", money("0.5"));
    time.pass(Duration.ofDays(1));
    ledger.begin("b", money("0.2"));
    yesterday.end(Outcome.RECEIVED, Optional.of(money("0.9")));
    assertThat(ledger.spent()).isEqualTo(money("0.2"));
  }

  @Test
  void a_cost_above_the_estimate_counts_even_if_it_cannot_be_stored() throws Exception {
    SpendingLedger ledger = openWithBudget("1");
    PaymentIntent dear = ledger.begin("a", money("0.1"));
    PaymentIntent cheap = ledger.begin("b", money("0.1"));
    refuseToStore();
    cheap.end(Outcome.RECEIVED, Optional.of(money("0.01")));
    assertThat(ledger.spent()).isEqualTo(money("0.2"));
    dear.end(Outcome.RECEIVED, Optional.of(money("0.4")));
    assertThat(ledger.spent()).isEqualTo(money("0.5"));
  }
}
